import { desktopLine } from '../text/visible-text'
import { taskName, type TaskSettings } from './task'

/** Longer names push what is said about the task out of sight. */
const MAX_NAME = 100

/**
 * How a task is called in menus, questions and notes of the desktop, where nothing else tells it
 * from the others: its description. On one line and without characters that nobody sees, which
 * could make a question of the app look like another one.
 */
export function desktopName(task: TaskSettings): string {
  return desktopLine(task.desc, MAX_NAME) || desktopLine(taskName(task), MAX_NAME)
}

import { taskName, type TaskSettings } from './task'

/** Longer names push what is said about the task out of sight. */
const MAX_NAME = 100

/**
 * How a task is called in menus, questions and notes of the desktop, where nothing else tells it
 * from the others: its description. On one line and without characters that nobody sees, which
 * could make a question of the app look like another one.
 */
export function desktopName(task: TaskSettings): string {
  return shorten(visible(task.desc) || visible(taskName(task)), MAX_NAME)
}

/** The beginning of a name that is too long. */
export function shorten(name: string, length: number): string {
  const letters = [...name]
  return letters.length <= length ? name : `${letters.slice(0, length - 1).join('')}…`
}

/** The end of a path that is too long, which says more than its beginning. */
export function shortenPath(path: string, length: number): string {
  const letters = [...visible(path)]
  return letters.length <= length ? letters.join('') : `…${letters.slice(1 - length).join('')}`
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

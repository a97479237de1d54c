import { isOn } from '../rsync/option-questions'
import { readParameters } from '../rsync/parameters'
import type { TaskSettings } from './task'

/** Whether a task is quiet: by its setting, or by rsync's own option for it. */
export function isQuiet({ quiet, extra }: Pick<TaskSettings, 'quiet' | 'extra'>): boolean {
  return quiet || isOn(readParameters(extra), 'quiet') === true
}

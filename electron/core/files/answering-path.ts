import { delimiter } from 'node:path'
import { foldersOfPath, USUAL_PATH } from '../system/system-path'
import { factsOf } from './files'
import { NoAnswer } from './no-answer'

/** A folder of programs that takes longer is passed over. */
const FOLDER_SECONDS = 2
/** So long all are taken to answer. */
const ANSWER_MS = 2_000
/** So long one that did not is passed over unasked: each program would wait for it again. */
const SILENCE_MS = 60_000

/** The folders of PATH that are searched, and until when that counts. */
let known = { path: '', until: 0, answer: Promise.resolve('') }

/**
 * PATH for programs: in its order, without the folders that do not answer. Whoever looks for a program
 * in one of those never comes to the next.
 */
export function answeringPath(): Promise<string> {
  const folders = foldersOfPath()
  const path = folders.join(delimiter)
  if (known.path === path && performance.now() < known.until) return known.answer
  const asked = { path, until: Infinity, answer: answeringOf(folders) }
  known = asked
  const keep = (answer: string) =>
    (asked.until = performance.now() + (answer === path ? ANSWER_MS : SILENCE_MS))
  asked.answer.then(keep, () => (asked.until = 0))
  return asked.answer
}

async function answeringOf(folders: readonly string[]): Promise<string> {
  const answers = await Promise.all(folders.map(isAnswering))
  return folders.filter((_, index) => answers[index]).join(delimiter) || USUAL_PATH
}

/** Only silence holds up whoever asks, not what is missing or closed. */
async function isAnswering(folder: string): Promise<boolean> {
  try {
    await factsOf(folder, { seconds: FOLDER_SECONDS })
    return true
  } catch (error) {
    return !(error instanceof NoAnswer)
  }
}

import { delimiter } from 'node:path'
import { foldersOfPath, USUAL_PATH } from '../system/system-path'
import { factsOf } from './files'
import { NoAnswer } from './no-answer'

/** A folder that takes longer to answer is left out. */
const FOLDER_SECONDS = 2
/** How long PATH counts as asked while all its folders answer. */
const ANSWER_MS = 2_000
/** And while one is silent: each program would wait for it again. */
const SILENCE_MS = 60_000

/** The folders of PATH that are searched, and until when that counts. */
let known = { path: '', until: 0, answer: Promise.resolve('') }

/**
 * PATH for programs: in its order, without the folders that do not answer. A search for a program
 * would never get past such a folder.
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

/** A folder that is missing or closed answers, too; only silence holds up a search. */
async function isAnswering(folder: string): Promise<boolean> {
  try {
    await factsOf(folder, { seconds: FOLDER_SECONDS })
    return true
  } catch (error) {
    return !(error instanceof NoAnswer)
  }
}

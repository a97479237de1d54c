import { readFileSync } from 'node:fs'

/** Standard output of a real rsync with the app's own options, on a folder of hostile names. */
export function recordedOutput(): Buffer {
  const file = new URL('../fixtures/rsync-output.json', import.meta.url)
  const { stdout } = JSON.parse(readFileSync(file, 'utf8')) as { stdout: string }
  return Buffer.from(stdout)
}

/** The names in that folder, as rsync prints them, in its order. */
export const RECORDED_ITEMS = [
  '  leading',
  '*deleting   x',
  '100% cotton',
  '@@|>f+++++++++ 3 x',
  'Number of files: 99',
  'café',
  'latin1 \\#351',
  'link -> photo.jpg',
  'new\\#012line',
  'photo.jpg',
  'empty/',
  'sub/',
  'sub/b.bin',
  'gone',
]

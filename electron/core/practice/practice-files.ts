import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { say } from '@common/i18n/say'

const NOTES = 200
const PHOTOS = 8
const PHOTO_BYTES = 4 * 1024 * 1024

/** Made-up files that look like a small home server: many notes, a few photos. */
export async function makePracticeFiles(folder: string): Promise<void> {
  await mkdir(join(folder, 'notes'), { recursive: true, mode: 0o700 })
  await mkdir(join(folder, 'photos'), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'read me.txt'), `${say('tasks.practiceFiles')}\n`)
  for (let i = 1; i <= NOTES; i++) {
    await writeFile(join(folder, 'notes', `note ${i}.txt`), `Note ${i}\n`.repeat(50))
  }
  for (let i = 1; i <= PHOTOS; i++) {
    // Random, so that compression does not make the copy too quick to watch.
    await writeFile(join(folder, 'photos', `photo ${i}.jpg`), randomBytes(PHOTO_BYTES))
  }
}

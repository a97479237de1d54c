import { stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The keys ssh tries by itself that are still safe to use (design 5). */
const KEY_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa'] as const

/** TrueNAS's texts, truenas (c) 13 and 14. */
const NO_KEY =
  'In order to use rsync over SSH you need a user with a private key (DSA/ECDSA/RSA) set up in home dir.'
const tooOpen = (mode: number, file: string) =>
  `Permissions ${mode.toString(8)} for ${file} are too open. Please correct them by running chmod 600 ${file}`

/**
 * Why the user cannot use SSH with the keys in the home directory, as one sentence; null when all
 * is well. ssh refuses a key that others can read, so one of those is a fault beside a good one, too.
 */
export async function homeKeyProblem(home: string): Promise<string | null> {
  const modes = await Promise.all(KEY_NAMES.map((name) => modeOf(join(home, '.ssh', name))))
  const found = modes.filter((key) => key !== null)
  if (found.length === 0) return NO_KEY
  const bad = found.find(({ mode }) => (mode & 0o077) !== 0)
  return bad ? tooOpen(bad.mode, bad.file) : null
}

async function modeOf(file: string): Promise<{ file: string; mode: number } | null> {
  try {
    const info = await stat(file)
    return info.isFile() ? { file, mode: info.mode & 0o777 } : null
  } catch {
    return null
  }
}

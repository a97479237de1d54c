import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** More than any file of ours; what is larger is data that was copied. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

const holds = (file: string, secrets: readonly Buffer[]): boolean => {
  try {
    const bytes = readFileSync(file)
    return secrets.some((secret) => bytes.includes(secret))
  } catch {
    // It went away, or nobody may read it.
    return false
  }
}

/** Arguments and environments of all processes that hold one of the secrets, but our own. */
export function processesHolding(...secrets: readonly string[]): string[] {
  const needles = secrets.map((secret) => Buffer.from(secret))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`])
    .filter((file) => holds(file, needles))
}

/** Files in the folder, at any depth, that hold one of the secrets. */
export function filesHolding(folder: string, ...secrets: readonly string[]): string[] {
  const needles = secrets.map((secret) => Buffer.from(secret))
  return listed(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesHolding(path, ...secrets)
    const isSmall =
      entry.isFile() && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < MAX_FILE_BYTES
    return isSmall && holds(path, needles) ? [path] : []
  })
}

/**
 * Files anywhere below the temporary folders, and below `places`, that were written to since then
 * and hold one of the secrets.
 */
export function writtenFilesHolding(
  since: number,
  places: readonly string[],
  ...secrets: readonly string[]
): string[] {
  const needles = secrets.map((secret) => Buffer.from(secret))
  const folders = new Set(['/tmp', '/var/tmp', '/dev/shm', tmpdir(), ...places])
  const options = ['-type', 'f', '-newerct', `@${since / 1000}`, '-size', '-32768', '-print0']
  // What goes away meanwhile makes it complain and go on.
  const { stdout } = spawnSync('find', [...folders, ...options], { maxBuffer: 64 * 1024 * 1024 })
  const files = stdout.toString().split('\0').slice(0, -1)
  return [...new Set(files)].filter((file) => holds(file, needles))
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Whole lines of a private key's text that hold nothing of the public key. */
export function secretLines(privateKey: string, publicKey: string): string[] {
  const isPublic = (line: string) =>
    Array.from({ length: line.length - 15 }, (_, i) => line.slice(i, i + 16)).some((part) =>
      publicKey.includes(part),
    )
  return privateKey
    .split('\n')
    .filter((line) => line.length >= 60 && !line.startsWith('-') && !isPublic(line))
    .slice(1)
}

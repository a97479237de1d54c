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
  return filesWith(secrets, filesBelow(folder, new Set()))
}

/**
 * Files anywhere below the temporary folders, and below `places`, that were written to since then
 * and hold one of the secrets.
 * @param since milliseconds since 1970
 */
export function writtenFilesHolding(
  since: number,
  places: readonly string[],
  ...secrets: readonly string[]
): string[] {
  const shares = mountedShares()
  const folders = ['/tmp', '/var/tmp', '/dev/shm', tmpdir(), ...places]
  const files = new Set(folders.flatMap((folder) => filesBelow(folder, shares)))
  return filesWith(
    secrets,
    [...files].filter((file) => (status(file)?.ctimeMs ?? 0) > since),
  )
}

const status = (file: string) => statSync(file, { throwIfNoEntry: false })

function filesWith(secrets: readonly string[], files: readonly string[]): string[] {
  const needles = secrets.map((secret) => Buffer.from(secret))
  const isSmall = (file: string) => (status(file)?.size ?? 0) < MAX_FILE_BYTES
  return files.filter((file) => isSmall(file) && holds(file, needles))
}

/** Plain files below the folder; nothing asks for the folders in `left`, or for what they hold. */
function filesBelow(folder: string, left: ReadonlySet<string>): string[] {
  return listed(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !left.has(path)) return filesBelow(path, left)
    return entry.isFile() ? [path] : []
  })
}

/** Where file systems in user space are mounted: a test beside this one may have made one die. */
function mountedShares(): ReadonlySet<string> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').trimEnd().split('\n')
  const fields = mounts.map((line) => line.split(' '))
  return new Set(
    fields.filter(([, , type]) => type?.startsWith('fuse')).map(([, path]) => path ?? ''),
  )
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

import { say } from '@common/i18n/say'
import { MAX_FAILED_PATHS, type FailedPath, type FailedPaths } from '@common/run/failed-paths'

/**
 * The shapes of rsync's messages about a file. Names are not quoted, so a name may hold anything
 * that follows a name; the last quotation mark of the line is the one that counts.
 */
const SHAPES: readonly RegExp[] = [
  // rsync: [receiver] rename "/to/.name.Ab12Cd" -> "name": Permission denied (13)
  /^rsync: (?:\[\w+\] )?rename "(?<temporary>.*)" (?:\(in .*?\) )?-> ".*"(?: \(in .*\))?: (?<reason>.+) \(\d+\)$/,
  // rsync: [receiver] mkstemp "/to/.name.Ab12Cd" (in module) failed: Permission denied (13)
  /^rsync: (?:\[\w+\] )?mkstemp "(?<temporary>.*)"(?: \(in .*?\))? failed: (?<reason>.+) \(\d+\)$/,
  // rsync: [sender] send_files failed to open "/from/name" (in module): Permission denied (13)
  /^rsync: (?:\[\w+\] )?[^"]*"(?<path>.*)"(?: \(in .*?\))?(?: failed)?: (?<reason>.+) \(\d+\)$/,
  // rsync: [generator] delete_file: unlink(name) failed: Operation not permitted (1)
  /^rsync: (?:\[\w+\] )?delete_file: \w+\((?<path>.*)\) failed: (?<reason>.+) \(\d+\)$/,
  // rsync: [sender] sender failed to remove name: Permission denied (13)
  /^rsync: (?:\[\w+\] )?sender failed to [\w-]+ (?<path>.*): (?<reason>[^:]+) \(\d+\)$/,
  /^file has vanished: "(?<vanished>.*)"(?: \(in .*?\))?$/,
  /^(?<reason>cannot delete non-empty directory): (?<path>.*)$/,
  /^ERROR: (?<path>.*) (?<reason>failed verification) -- update \w+\.?$/,
]

/** The file a line of standard error complains about; null when it speaks of none. */
export function failedPath(line: string): FailedPath | null {
  for (const shape of SHAPES) {
    const found = shape.exec(line)?.groups
    if (!found) continue
    const { temporary, vanished } = found
    const path = temporary === undefined ? (found['path'] ?? vanished ?? '') : finalName(temporary)
    return { path: unescapeName(path), reason: found['reason'] ?? say('causes.vanished') }
  }
  return null
}

/** One more failure; the same path counts once as long as it is among those that are kept. */
export function addFailedPath(known: FailedPaths, failed: FailedPath): FailedPaths {
  if (known.paths.some(({ path }) => path === failed.path)) return known
  const hasRoom = known.paths.length < MAX_FAILED_PATHS
  return {
    paths: hasRoom ? [...known.paths, failed] : known.paths,
    total: known.total + 1,
  }
}

/**
 * A name as rsync prints it, with `\#ooo` taken back for the byte it stands for. For reading
 * only: what is not UTF-8 cannot be told in text.
 */
export function unescapeName(name: string): string {
  if (!name.includes('\\#')) return name
  const bytes = name
    .split(/(\\#[0-3][0-7]{2})/)
    .map((part, i) => (i % 2 === 1 ? Buffer.of(parseInt(part.slice(2), 8)) : Buffer.from(part)))
  return Buffer.concat(bytes).toString('utf8')
}

/** The file that was to come of rsync's temporary one: `a/b` of `a/.b.Ab12Cd`. */
function finalName(temporary: string): string {
  return temporary.replace(/(^|\/)\.([^/]*)\.[A-Za-z0-9]{6}$/, '$1$2')
}

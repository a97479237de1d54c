import { FAILURE_KINDS, ofFile, type FailureKind } from './file-failures'

/** Entries that are remembered, so that none counts twice: a folder is named again at the end. */
const MAX_ENTRIES = 10_000

/** Counts what of the files failed, by kind, over all lines of a run, in little memory. */
export class FailureTally {
  private readonly counts = new Map<FailureKind, number>()
  /** Those whose attributes could not be set: each may be named for several. */
  private readonly entries = new Set<string>()

  /** Takes in one line of standard error; one that is not about a file changes nothing. */
  add(line: string): void {
    const kind = ofFile(line)
    if (kind === null) return
    const isNew = !kind.isAttribute || this.isNewEntry(entryIn(line))
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + (isNew ? 1 : 0))
  }

  private isNewEntry(entry: string): boolean {
    if (this.entries.has(entry)) return false
    if (this.entries.size < MAX_ENTRIES) this.entries.add(entry)
    return true
  }

  /** Kinds that failed, the worst first, with the number of files or entries. */
  found(): readonly { readonly kind: FailureKind; readonly count: number }[] {
    return FAILURE_KINDS.filter((kind) => this.counts.has(kind)).map((kind) => ({
      ...{ kind, count: this.counts.get(kind) ?? 0 },
    }))
  }

  /** Whether time mends all of it. */
  passes(): boolean {
    const found = this.found()
    return found.length > 0 && found.every(({ kind }) => kind.passes)
  }
}

/**
 * From the first quotation mark to the last, names may hold any; of an extended attribute, which is
 * named behind the path, the path alone. It serves to tell paths apart, and for nothing else.
 */
function entryIn(line: string): string {
  const pair = line.lastIndexOf('","')
  const end = pair > 0 ? pair : line.lastIndexOf('"')
  return line.slice(line.indexOf('"'), end + 1) || line
}

import type { Sentence } from '../i18n/say'
import type { RemedyRule } from './remedy'

/**
 * Who says it. Lines of `ssh` and of the remote `shell` come before rsync has begun, and are no
 * causes afterwards; all others can come at any time. `host`: the remote shell says that the rsync
 * which it had started was killed.
 */
export type Layer = 'network' | 'ssh' | 'shell' | 'host' | 'rrsync' | 'daemon' | 'rsync' | 'files'

/**
 * `ends`: the run ends because of it. `hints`: says why a refused login was refused, and counts
 * beside such a line or where nothing else is known. `follows`: comes after many a cause, and counts
 * only where nobody said anything else.
 */
export type Role = 'ends' | 'hints' | 'follows'

/** What a message of rsync, ssh, a shell or a daemon means: one row of the table. */
export interface Cause {
  readonly layer: Layer
  /** Matched against one line; its named groups are values of the sentence. */
  readonly pattern: RegExp
  /** May use `{said}`: the line itself. */
  readonly sentence: Sentence
  readonly remedy: RemedyRule
  /** Whether time mends it, so that trying again makes sense. */
  readonly passes: boolean
  readonly role: Role
}

/** A row as it is written: what is left out has its usual value. */
export type Row = Pick<Cause, 'pattern' | 'sentence' | 'remedy'> &
  Partial<Pick<Cause, 'passes' | 'role'>>

/** Rows of one layer; needs a person and ends the run, unless the row says otherwise. */
export function ofLayer(layer: Layer, rows: readonly Row[]): readonly Cause[] {
  return rows.map((row) => ({ layer, passes: false, role: 'ends', ...row }))
}

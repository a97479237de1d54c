import { say } from '../i18n/say'
import type { FailureTally } from './failure-tally'
import { ACLS, OWNER, PERMISSIONS, TIMES, XATTRS, type FailureKind } from './file-failures'
import { openField, type Remedy, type RunTraits } from './remedy'

/** Why a run copied only a part, and what helps. */
export interface PartialReason {
  readonly reason: string
  readonly remedy: Remedy
}

/**
 * The sentence of a run that ended in code 23: the worst first, with how many files it concerns. Where
 * all files were copied and only times, owner or the like could not be set, it says so.
 * @returns null where no line was about a file
 */
export function partialReason(failures: FailureTally, task: RunTraits): PartialReason | null {
  const found = failures.found()
  const attributes = found.filter(({ kind }) => kind.isAttribute)
  const [worst, ...others] = found.filter(({ kind }) => !kind.isAttribute)
  const unset = attributes.length === 0 ? null : unsetText(attributes, task)
  if (worst === undefined) {
    return (
      unset && { reason: say('failures.onlyUnset', { unset: unset.text }), remedy: unset.remedy }
    )
  }
  const parts = [say(worst.kind.sentence, {}, worst.count)]
  const more = others.reduce((sum, { count }) => sum + count, 0)
  if (more > 0) parts.push(say('failures.andOthers', {}, more))
  if (unset) parts.push(say('failures.alsoUnset', { unset: unset.text }))
  const { remedy } = worst.kind
  return { reason: parts.join(' '), remedy: typeof remedy === 'function' ? remedy(task) : remedy }
}

interface Counted {
  readonly kind: FailureKind
  readonly count: number
}

/** What could not be set, of how many entries, and the settings that no longer ask for it. */
function unsetText(found: readonly Counted[], task: RunTraits): { text: string; remedy: Remedy } {
  const names = found.map(({ kind }) => say(kind.sentence))
  const what = names.length > 1 ? listText(names) : (names[0] ?? '')
  const ways = found.map(({ kind }) => wayOut(kind, task))
  const entries = found.reduce((sum, { count }) => sum + count, 0)
  const how = ways.map(({ text }) => text).join('; ')
  const text = say('failures.unset', { what, how }, Math.max(1, entries))
  return { text, remedy: ways[0]?.remedy ?? { kind: 'open-log' } }
}

function listText(names: readonly string[]): string {
  return say('failures.list', { first: names.slice(0, -1).join(', '), last: names.at(-1) ?? '' })
}

/** How a task stops asking for an attribute: Archive asks for most of them, whatever is unchecked. */
function wayOut(kind: FailureKind, task: RunTraits): { text: string; remedy: Remedy } {
  const extra = openField('extra')
  switch (kind) {
    case TIMES:
      return task.archive || !task.times
        ? { text: say('failures.timesOfArchive'), remedy: extra }
        : { text: say('failures.timesUnchecked'), remedy: openField('times') }
    case PERMISSIONS:
      return task.archive || !task.preservePerm
        ? { text: say('failures.permissionsOfArchive'), remedy: extra }
        : { text: say('failures.permissionsUnchecked'), remedy: openField('preservePerm') }
    case OWNER:
      return { text: say('failures.ownerOff'), remedy: extra }
    case XATTRS:
      return task.preserveAttr
        ? { text: say('failures.xattrsUnchecked'), remedy: openField('preserveAttr') }
        : { text: say('failures.xattrsOff'), remedy: extra }
    case ACLS:
      return { text: say('failures.aclsOff'), remedy: extra }
    default:
      return { text: say('failures.seeLog'), remedy: { kind: 'open-log' } }
  }
}

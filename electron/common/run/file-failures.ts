import type { Sentence } from '../i18n/say'
import {
  fieldOfDestination,
  freeSpace,
  OPEN_LOG,
  openField,
  RUN_AGAIN,
  type RemedyRule,
} from './remedy'
import { withoutNames } from './whose-line'

/** What a failure about one file means: one row of the table. */
export interface FailureKind {
  /** Matched against a line without its names. */
  readonly pattern: RegExp
  /** For a content: the whole sentence with its count. For an attribute: its name in a list. */
  readonly sentence: Sentence
  readonly remedy: RemedyRule
  /** Whether time mends it. */
  readonly passes: boolean
  /** Whether the file itself was copied, and only what belongs to it was not set. */
  readonly isAttribute: boolean
}

const extra = openField('extra')

const attribute = (pattern: RegExp, sentence: Sentence): FailureKind => ({
  ...{ pattern, sentence, remedy: extra, passes: false, isAttribute: true },
})
const content = (
  pattern: RegExp,
  sentence: Sentence,
  remedy: RemedyRule,
  passes = false,
): FailureKind => ({ pattern, sentence, remedy, passes, isAttribute: false })

export const TIMES = attribute(
  /^rsync: (?:\[\w+\] )?failed to set times on|^(?:Create |Access )?(?:T|t)ime value of .* truncated on receiver/,
  'failures.times',
)
export const PERMISSIONS = attribute(
  /^rsync: (?:\[\w+\] )?failed to (?:set|modify) permissions on/,
  'failures.permissions',
)
export const OWNER = attribute(
  /^rsync: (?:\[\w+\] )?(?:chown|chgrp) "|^[ug]id 4294967295 .* is impossible to set/,
  'failures.owner',
)
export const ACLS = attribute(
  /^(?:rsync: )?(?:\[\w+\] )?(?:set_acl|get_acl|change_sacl_perms|pack_smb_acl|unpack_smb_acl|sacl_to_entries|store_access_in_entry|recv_acl_\w+|set_xattr_acl)\b/,
  'failures.acls',
)
export const XATTRS = attribute(
  /^(?:rsync: )?(?:\[\w+\] )?(?:copy_xattrs|rsync_xal_set|get_xattr_\w+|gen_entry_copy_xattrs): |^(?:rsync: )?(?:\[\w+\] )?failed to (?:re-)?(?:read|write) xattr|^(?:rsync: )?(?:\[\w+\] )?(?:failed to re-stat|delete of stat xattr)|^Corrupt \S+ xattr/,
  'failures.xattrs',
)

/** Attributes come first in the search: whatever the reason, the file itself was copied. */
const ATTRIBUTES = [TIMES, PERMISSIONS, OWNER, ACLS, XATTRS]

/** Of the contents, the worst first. */
const CONTENTS: readonly FailureKind[] = [
  content(
    /(?:Input\/output error|Structure needs cleaning|Remote I\/O error|Transport endpoint is not connected) \(\d+\)$|^rsync: (?:\[\w+\] )?read errors mapping/,
    'failures.badDisk',
    OPEN_LOG,
  ),
  content(/Stale (?:NFS )?file handle \(\d+\)$/, 'failures.stale', OPEN_LOG),
  content(
    /(?:No space left on device|Disk quota exceeded) \(\d+\)$/,
    'failures.full',
    freeSpace,
    true,
  ),
  content(/Read-only file system \(\d+\)$/, 'failures.readOnlyDisk', fieldOfDestination),
  content(/File too large \(\d+\)$/, 'failures.tooLarge', fieldOfDestination),
  content(
    /^rsync: (?:\[\w+\] )?(?:symlink|link|hard_link) .*(?:Operation not permitted|(?:Operation )?[Nn]ot supported|Function not implemented) \(\d+\)$/,
    'failures.links',
    extra,
  ),
  content(/^rsync: (?:\[\w+\] )?mknod /, 'failures.devices', extra),
  content(
    /(?:Invalid argument|Invalid or incomplete multibyte or wide character|Illegal byte sequence|File name too long) \(\d+\)$|cannot convert (?:filename|symlink data)|overly long name|overflows max-path|^(?:temporary )?filename too long|^path too long/,
    'failures.names',
    OPEN_LOG,
  ),
  content(/(?:Text file busy|Device or resource busy) \(\d+\)$/, 'failures.busy', RUN_AGAIN, true),
  content(/Too many open files(?: in system)? \(\d+\)$/, 'failures.tooManyOpen', RUN_AGAIN, true),
  content(/^ERROR: .* failed verification -- update \w+/, 'failures.changed', RUN_AGAIN, true),
  content(/^ERROR: daemon refused to receive/, 'failures.excluded', openField('remoteModule')),
  content(/^symlink has no referent|^skipping symlink with 0-length/, 'failures.noReferent', extra),
  content(
    /^rsync: (?:\[\w+\] )?delete_file: |^cannot delete non-empty directory|^(?:rsync: )?(?:\[\w+\] )?could not make way for/,
    'failures.undeleted',
    OPEN_LOG,
  ),
  content(
    /^rsync: (?:\[sender\] |(?:send_files failed to open|opendir|readlink_stat|link_stat|readdir|change_dir ")).*Permission denied \(\d+\)$/,
    'failures.sourceDenied',
    OPEN_LOG,
  ),
  content(
    /^rsync: .*(?:Permission denied|Operation not permitted) \(\d+\)$/,
    'failures.destinationDenied',
    OPEN_LOG,
  ),
  content(
    /^rsync: (?:\[\w+\] )?\S.* \(\d+\)$|^(?:rsync: refusing|ERROR: |recv_files: |Unable to create partial-dir|cannot send file|FATAL I\/O ERROR|receive_sums failed|\(No batched update|no ftruncate|Skipping sender remove)/,
    'failures.others',
    OPEN_LOG,
  ),
]

/** Comes before the contents in the search, too: the file itself was copied. */
const UNREMOVED = content(/^rsync: (?:\[\w+\] )?sender failed to /, 'failures.unremoved', extra)

/** The worst first; attributes last. */
export const FAILURE_KINDS: readonly FailureKind[] = [...CONTENTS, UNREMOVED, ...ATTRIBUTES]
const AS_SEARCHED: readonly FailureKind[] = [...ATTRIBUTES, UNREMOVED, ...CONTENTS]

/** What most lines that are not about a file begin with, as cheap to tell as can be. */
const NOT_OF_FILES =
  /^(?:file|directory) has vanished|^rsync (?:error|warning): |^\*\*\* |^rsync: connection |^IO error encountered|failed to open log-file |(?:read|write) error: |safe_(?:read|write) /

/** The line before, without its name: of a million lines most differ from the one before by that alone. */
let last = { before: '', after: '', kind: null as FailureKind | null }

/** What a line says about one file; null where it is about none, or about one that vanished. */
export function ofFile(line: string): FailureKind | null {
  const start = line.indexOf('"') + 1
  const end = line.lastIndexOf('"')
  if (start === 0 || end < start) return kindOf(line)
  const { before, after, kind } = last
  const isLikeLast =
    start === before.length &&
    line.length - end === after.length &&
    line.startsWith(before) &&
    line.endsWith(after)
  if (isLikeLast) return kind
  last = { before: line.slice(0, start), after: line.slice(end), kind: kindOf(withoutNames(line)) }
  return last.kind
}

function kindOf(text: string): FailureKind | null {
  if (NOT_OF_FILES.test(text)) return null
  const says = ({ pattern }: FailureKind) => pattern.test(text)
  return AS_SEARCHED.find(says) ?? null
}

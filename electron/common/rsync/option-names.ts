/**
 * The options of rsync 3.5.0 (`rsync --help`), so that a mistyped one can be pointed out. Newer
 * versions may know more; not being listed here is a reason to look twice, never to refuse.
 */

const words = (text: string) => new Set(text.trim().split(/\s+/))

/** Long options that take a value, as `--name=VALUE` or as the next word. */
export const LONG_WITH_VALUE = words(`
  info debug stderr backup-dir suffix confine-root chmod checksum-choice cc block-size rsh rsync-path
  max-delete max-size min-size max-alloc partial-dir usermap groupmap chown timeout contimeout
  modify-window temp-dir compare-dest copy-dest link-dest compress-choice zc compress-level zl
  compress-threads zt skip-compress filter exclude exclude-from include include-from files-from
  copy-as address port sockopts outbuf remote-option out-format log-format log-file log-file-format
  password-file early-input bwlimit stop-after time-limit stop-at write-batch only-write-batch
  read-batch protocol iconv checksum-seed
`)

/** Long options without a value. */
export const LONG_PLAIN = words(`
  verbose quiet checksum archive recursive inc-recursive i-r relative backup update inplace append
  append-verify dirs old-dirs old-d mkpath links copy-links copy-unsafe-links safe-links
  insecure-links munge-links copy-dirlinks keep-dirlinks hard-links perms executability acls xattrs
  owner group devices copy-devices write-devices specials drop-D times atimes open-noatime crtimes
  omit-dir-times omit-link-times super fake-super sparse preallocate dry-run whole-file
  one-file-system existing ignore-non-existing ignore-existing remove-source-files
  remove-sent-files del delete delete-before delete-during delete-delay delete-after
  delete-excluded ignore-missing-args delete-missing-args ignore-errors force partial delay-updates
  prune-empty-dirs numeric-ids ignore-times size-only fuzzy compress cvs-exclude from0 old-args
  secluded-args protect-args trust-sender blocking-io stats 8-bit-output human-readable progress
  itemize-changes list-only fsync ipv4 ipv6 new-compress old-compress msgs2stderr motd implied-dirs
  i-d
`)

/** What may stand after `--no-` (each tried with rsync 3.5.0). */
export const NEGATABLE = words(`
  verbose motd checksum recursive inc-recursive i-r relative implied-dirs i-d backup inplace append
  dirs mkpath links insecure-links munge-links hard-links perms acls xattrs owner group devices
  write-devices specials drop-D D times atimes open-noatime crtimes omit-dir-times omit-link-times
  super sparse whole-file W one-file-system ignore-errors force partial delay-updates
  prune-empty-dirs numeric-ids fuzzy compress from0 old-args secluded-args protect-args blocking-io
  8-bit-output human-readable h progress itemize-changes msgs2stderr timeout contimeout bwlimit
  iconv o g p c d i l m r s t v x y z A H J N O R S U X 8
`)

/** Letters that take a value: the rest of the word, or the next word. */
export const SHORT_WITH_VALUE = new Set('BeTfM@')

/** Letters without a value. */
export const SHORT_PLAIN = new Set('vqcarRbudlLkKHpEAXogDtUNOJSnWxmIyzCFs08hPi46')

/** Options that make rsync something else than the copy of a task. */
export const NOT_A_COPY = words(
  'daemon server sender help version list-only read-batch only-write-batch',
)

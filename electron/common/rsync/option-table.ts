/**
 * The options of rsync 3.1 to 3.5, as facts about its options.c and its manual. A line is an
 * option: its canonical name, and then
 *
 *     -v            its letter
 *     =text         it takes a value; `=number` one that popt reads as a number
 *     also:a,b      other names of the same option
 *     no:a,b        what may follow `--no-`
 *     sets:a,b      the switches that it sets, where they are others than its own
 *     since:3.2.0   the first version that has it
 *     does:a,b      what it does beside copying, see {@link OptionEffect}
 *
 * popt takes a long name only where it is whole: rsync knows no abbreviations (measured, 3.5.0).
 */
const TABLE = `
  help does:no-copy
  version -V does:no-copy
  verbose -v no:verbose,v
  info =text
  debug =text
  stderr =text since:3.2.3
  msgs2stderr no:msgs2stderr
  quiet -q
  motd no:motd
  stats
  human-readable -h no:human-readable,h
  dry-run -n does:no-copy
  archive -a sets:recursive,links,perms,times,group,owner,devices,specials
  recursive -r no:recursive,r
  inc-recursive also:i-r no:inc-recursive,i-r
  dirs -d no:dirs,d
  old-dirs also:old-d sets:dirs
  perms -p no:perms,p
  executability -E
  acls -A no:acls,A sets:acls,perms
  xattrs -X no:xattrs,X
  times -t no:times,t
  atimes -U no:atimes,U since:3.2.0
  open-noatime no:open-noatime since:3.2.0
  crtimes -N no:crtimes,N since:3.2.3
  omit-dir-times -O no:omit-dir-times,O
  omit-link-times -J no:omit-link-times,J
  modify-window -@ =number
  super no:super
  fake-super
  owner -o no:owner,o
  group -g no:group,g
  D -D no:D sets:devices,specials
  devices no:devices
  copy-devices since:3.2.4 does:reads-at-sender
  write-devices no:write-devices since:3.2.0 does:writes-at-receiver,writes-devices
  specials no:specials
  drop-D no:drop-D since:3.5.0
  confine-root =text since:3.5.0
  links -l no:links,l
  copy-links -L
  copy-unsafe-links
  safe-links
  insecure-links no:insecure-links since:3.5.0 does:trusts-sender
  munge-links no:munge-links
  copy-dirlinks -k
  keep-dirlinks -K does:overcounts,trusts-sender
  hard-links -H no:hard-links,H
  relative -R no:relative,R
  implied-dirs also:i-d no:implied-dirs,i-d
  chmod =text
  ignore-times -I
  size-only
  one-file-system -x no:one-file-system,x
  update -u does:skips
  existing also:ignore-non-existing does:skips
  ignore-existing does:skips
  max-size =text does:skips
  min-size =text does:skips
  max-alloc =text since:3.2.2
  sparse -S no:sparse,S
  preallocate
  inplace no:inplace
  append no:append
  append-verify sets:append
  delete does:deletes
  delete-before does:deletes
  delete-during also:del does:deletes
  delete-delay does:deletes
  delete-after does:deletes
  delete-excluded does:deletes
  delete-missing-args does:deletes
  ignore-missing-args
  remove-source-files does:removes-source
  remove-sent-files sets:remove-source-files does:removes-source
  force no:force does:deletes
  ignore-errors no:ignore-errors
  max-delete =number
  F -F does:filters
  filter -f =text does:filters
  exclude =text does:filters
  include =text does:filters
  exclude-from =text does:filters,reads-here
  include-from =text does:filters,reads-here
  cvs-exclude -C does:filters
  whole-file -W no:whole-file,W
  checksum -c no:checksum,c
  checksum-choice also:cc =text since:3.1.3
  block-size -B =text
  compare-dest =text does:reads-at-receiver,overcounts
  copy-dest =text does:reads-at-receiver,overcounts
  link-dest =text does:reads-at-receiver,overcounts
  fuzzy -y no:fuzzy,y
  compress -z no:compress,z
  old-compress sets:compress since:3.1.1
  new-compress sets:compress since:3.1.1
  compress-choice also:zc =text since:3.2.0
  skip-compress =text
  compress-level also:zl =number
  compress-threads also:zt =number since:3.4.2
  P -P sets:partial,progress
  progress no:progress
  partial no:partial
  partial-dir =text does:writes-at-receiver
  delay-updates no:delay-updates
  prune-empty-dirs -m no:prune-empty-dirs,m
  log-file =text does:writes-here
  log-file-format =text
  out-format also:log-format =text
  itemize-changes -i no:itemize-changes,i
  bwlimit =text no:bwlimit
  backup -b no:backup
  backup-dir =text does:writes-at-receiver
  suffix =text
  list-only does:no-copy
  read-batch =text does:no-copy,reads-here
  write-batch =text does:writes-here
  only-write-batch =text does:no-copy,writes-here
  files-from =text does:reads-here
  from0 -0 no:from0
  old-args no:old-args since:3.2.4 does:trusts-sender
  secluded-args -s also:protect-args no:secluded-args,protect-args,s
  trust-sender since:3.2.5 does:trusts-sender
  numeric-ids no:numeric-ids
  usermap =text
  groupmap =text
  chown =text
  timeout =number no:timeout
  contimeout =number no:contimeout
  fsync since:3.2.4
  stop-after also:time-limit =text since:3.2.3
  stop-at =text since:3.2.3
  rsh -e =text does:runs-here
  rsync-path =text does:runs-there
  temp-dir -T =text does:writes-at-receiver
  iconv =text no:iconv
  ipv4 -4
  ipv6 -6
  8-bit-output -8 no:8-bit-output,8
  mkpath no:mkpath since:3.2.3
  qsort
  copy-as =text since:3.2.0 does:runs-here
  address =text
  port =number
  sockopts =text
  password-file =text does:reads-here
  early-input =text since:3.2.1 does:reads-here
  blocking-io no:blocking-io
  outbuf =text
  remote-option -M =text does:runs-there
  protocol =number
  checksum-seed =number
  server does:no-copy
  sender does:no-copy
  config =text does:no-copy,reads-here
  daemon does:no-copy
  dparam =text does:no-copy
  detach also:no-detach does:no-copy
`

/**
 * What an option does beside copying what the task names. `here` is this computer, `there` the
 * other one; sender and receiver are one or the other by the direction of the task.
 */
export type OptionEffect =
  /** rsync does something else than copying, or nothing at all. */
  | 'no-copy'
  /** Something at the receiver is removed. */
  | 'deletes'
  /** What was sent is removed at the sender. */
  | 'removes-source'
  /** Files that are on both sides or on one are not listed: they are skipped by a criterion. */
  | 'skips'
  /** What a dry run lists as unchanged may be in another folder, or have two names. */
  | 'overcounts'
  | 'filters'
  | 'runs-here'
  | 'runs-there'
  | 'reads-here'
  | 'writes-here'
  | 'reads-at-sender'
  | 'reads-at-receiver'
  | 'writes-at-receiver'
  /** What a sender says is checked less: it could have files written that were not asked for. */
  | 'trusts-sender'
  /** What a device at the receiver holds is written over: a whole disk, say. */
  | 'writes-devices'

/** One option of rsync. */
export interface OptionSpec {
  /** Its canonical long name; the letter for `-D`, `-F` and `-P`, which have none. */
  readonly name: string
  readonly letter: string | null
  /** Other long names that mean the same. */
  readonly synonyms: readonly string[]
  readonly value: 'none' | 'text' | 'number'
  /** What may follow `--no-`. */
  readonly negations: readonly string[]
  /** The switches that it turns on, its own among them unless it is only a short form of others. */
  readonly sets: readonly string[]
  /** The first version that has it; null for those that 3.1.0 has. */
  readonly since: string | null
  readonly does: readonly OptionEffect[]
}

/** Names by which an option may be said, each with what it means. */
export interface NamedOption {
  readonly spec: OptionSpec
  readonly isNegated: boolean
}

export const OPTIONS: readonly OptionSpec[] = TABLE.trim().split('\n').map(readRow)

/** By what stands behind `--`: names, synonyms and negations. */
export const BY_LONG_NAME: ReadonlyMap<string, NamedOption> = new Map(OPTIONS.flatMap(longNames))

function longNames(spec: OptionSpec): [string, NamedOption][] {
  const names = [spec.name, ...spec.synonyms].filter((name) => name.length > 1)
  return [
    ...names.map((name): [string, NamedOption] => [name, { spec, isNegated: false }]),
    ...spec.negations.map((name): [string, NamedOption] => [
      `no-${name}`,
      { spec, isNegated: true },
    ]),
  ]
}

export const BY_LETTER: ReadonlyMap<string, OptionSpec> = new Map(
  OPTIONS.flatMap((spec) => (spec.letter === null ? [] : [[spec.letter, spec] as const])),
)

const BY_NAME: ReadonlyMap<string, OptionSpec> = new Map(OPTIONS.map((spec) => [spec.name, spec]))

/** The row of a canonical name; of an option that the table lacks nothing but its name is known. */
export function specOf(name: string): OptionSpec {
  return BY_NAME.get(name) ?? readRow(name)
}

function readRow(row: string): OptionSpec {
  const [name = '', ...facts] = row.trim().split(/\s+/)
  const after = (mark: string) =>
    facts.find((fact) => fact.startsWith(mark))?.slice(mark.length) ?? null
  const list = (mark: string) => after(mark)?.split(',') ?? []
  const value = after('=')
  return {
    name,
    letter: after('-'),
    synonyms: list('also:'),
    value: value === 'text' || value === 'number' ? value : 'none',
    negations: list('no:'),
    sets: after('sets:') === null ? [name] : list('sets:'),
    since: after('since:'),
    does: list('does:') as OptionEffect[],
  }
}

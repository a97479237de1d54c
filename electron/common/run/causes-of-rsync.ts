import { ofLayer } from './cause'
import {
  fieldOfDestination,
  fieldOfSource,
  freeSpace,
  openField,
  OPEN_LOG,
  RUN_AGAIN,
  testConnection,
} from './remedy'
import { OF_COMPRESSION } from './whose-line'

const extra = openField('extra')
const compress = openField('compress')

/** Something other than rsync answered: a shell that is not silent, or no shell at all. */
export const NO_RSYNC_ANSWERED = /is your shell clean\?/

/** What rsync says itself, on either side. */
export const RSYNC_CAUSES = ofLayer('rsync', [
  {
    pattern: NO_RSYNC_ANSWERED,
    sentence: 'causes.noisyShell',
    remedy: testConnection,
  },
  {
    pattern:
      /--protocol must be (?:at (?:least|most)|no more)|protocol version mismatch|requires protocol \d+ or higher|rsync versions must be/,
    sentence: 'causes.versionsApart',
    remedy: extra,
  },
  {
    pattern: /filter rules are too modern for remote rsync/,
    sentence: 'causes.tooOldThere',
    remedy: extra,
  },
  {
    pattern: /^rsync: on remote machine: (?<option>-\S+): unknown option/,
    sentence: 'causes.optionUnknownThere',
    remedy: extra,
  },
  {
    pattern: /^rsync: (?<option>-\S+): unknown option/,
    sentence: 'causes.optionUnknown',
    remedy: extra,
  },
  {
    pattern:
      /The (?<option>--\S+) option may only be used when (?:accessing|connecting to) an rsync daemon/,
    sentence: 'causes.optionDaemonOnly',
    remedy: extra,
  },
  {
    pattern: /password file must not be other-accessible/,
    sentence: 'causes.passwordFileOpen',
    remedy: extra,
  },
  {
    pattern: /password file must be owned by root/,
    sentence: 'causes.passwordFileOwner',
    remedy: extra,
  },
  {
    pattern: /could not open password file|failed to read a password from/,
    sentence: 'causes.passwordFileMissing',
    remedy: extra,
  },
  {
    pattern: /compress-choice value .* was refused by the server/,
    sentence: 'causes.compressionRefused',
    remedy: compress,
  },
  {
    pattern: /unknown compress name|Failed to negotiate a compress choice/,
    sentence: 'causes.compressionUnknown',
    remedy: compress,
  },
  {
    pattern:
      /unknown checksum name|Failed to negotiate a checksum choice|checksum-choice value .* was refused/,
    sentence: 'causes.checksumUnknown',
    remedy: extra,
  },
  {
    pattern: /extended attributes are not supported on this (?<side>server|client)/,
    sentence: 'causes.noXattrs',
    remedy: openField('preserveAttr'),
  },
  {
    pattern: /ACLs are not supported on this (?<side>server|client)/,
    sentence: 'causes.noAcls',
    remedy: extra,
  },
  {
    pattern:
      /^(?:rsync: )?(?:on remote machine: )?(?:ERROR: the )?--?[\w-]+(?:=\S*)?:? .*(?:cannot|can not|not work|conflict|may only|must be|requires|is not|invalid|missing|bad|does not)|You may not combine|You can only specify|^Remote option must start|^invalid --|^(?:the )?--[\w-]+ (?:path|value|time) |Invalid (?:argument passed to|option|checksum-choice|batch)|conflicts with the .* option/,
    sentence: 'causes.optionsRefused',
    remedy: extra,
  },
  {
    pattern:
      /^(?:rsync: )?(?:\[\w+\] )?failed to open \S+ file |^The (?:temp|backup)-dir |^Failed to stat temp-dir |^(?:rsync: )?(?:\[\w+\] )?Batch file .* (?:open error|is not a regular file)/,
    sentence: 'causes.parameterFile',
    remedy: extra,
  },
  { pattern: OF_COMPRESSION, sentence: 'causes.compressionBroken', remedy: compress },
  {
    pattern: /out of memory|exceeded --max-alloc/i,
    sentence: 'causes.memory',
    remedy: OPEN_LOG,
  },
  {
    pattern: /^rsync error: remote command not found/,
    sentence: 'causes.noRsync',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /Failed to exec (?<program>[^:]+): No such file/,
    sentence: 'causes.programMissing',
    remedy: extra,
  },
  {
    pattern:
      /: Resource temporarily unavailable \(\d+\)$|: Cannot allocate memory \(\d+\)$|: Too many open files(?: in system)? \(\d+\)$/,
    sentence: 'causes.computerBusy',
    remedy: RUN_AGAIN,
    passes: true,
  },
])

/** What the file systems say, through rsync, where the run ended because of it. */
export const FILES_CAUSES = ofLayer('files', [
  {
    pattern: /Too many levels of symbolic links/,
    sentence: 'causes.linkDistrusted',
    remedy: fieldOfDestination,
  },
  {
    pattern: /No space left on device(?: \(\d+\))?\s*$/,
    sentence: 'causes.full',
    remedy: freeSpace,
    passes: true,
  },
  {
    pattern: /Disk quota exceeded(?: \(\d+\))?\s*$/,
    sentence: 'causes.quota',
    remedy: freeSpace,
    passes: true,
  },
  {
    pattern: /File too large \(\d+\)$/,
    sentence: 'causes.tooLarge',
    remedy: fieldOfDestination,
  },
  {
    pattern: /Read-only file system \(\d+\)$/,
    sentence: 'causes.readOnlyDisk',
    remedy: fieldOfDestination,
  },
  {
    pattern: /Stale (?:NFS )?file handle \(\d+\)$/,
    sentence: 'causes.stale',
    remedy: OPEN_LOG,
  },
  {
    pattern:
      /(?:Input\/output error|Structure needs cleaning|Transport endpoint is not connected) \(\d+\)$/,
    sentence: 'causes.badDisk',
    remedy: OPEN_LOG,
  },
  {
    pattern:
      /destination must be a directory when|cannot overwrite non-directory|destination path is not a directory/,
    sentence: 'causes.destinationFile',
    remedy: fieldOfDestination,
  },
  {
    pattern:
      /^rsync: (?:\[(?!sender)\w+\] )?(?:(?:mkdir|change_dir#\d) "" (?:\(in .*\) )?failed|ERROR: cannot stat destination ""(?: \(in .*\))?): Permission denied \(\d+\)$/,
    sentence: 'causes.destinationDenied',
    remedy: fieldOfDestination,
  },
  {
    pattern:
      /^rsync: (?:\[\w+\] )?(?:mkdir "" (?:\(in .*\) )?failed|ERROR: cannot stat destination ""(?: \(in .*\))?): (?:No such file or directory|Not a directory) \(\d+\)$/,
    sentence: 'causes.destinationParent',
    remedy: fieldOfDestination,
  },
  // With a list of files rsync enters the source first, and ends where it cannot.
  {
    pattern:
      /^rsync: (?:\[sender\] )?change_dir "" (?:\(in .*\) )?failed: No such file or directory/,
    sentence: 'causes.sourceMissing',
    remedy: fieldOfSource,
  },
])

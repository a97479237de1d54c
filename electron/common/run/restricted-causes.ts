import type { Sentence } from '../i18n/say'

/** Words of rrsync, which comes with rsync, and what they mean (rrsync(1); measured). */
export const RESTRICTED_CAUSES: readonly {
  readonly pattern: RegExp
  readonly sentence: Sentence
}[] = [
  { pattern: /rrsync error: option -s has been disabled/, sentence: 'restricted.secluded' },
  { pattern: /rrsync error: (?:option|invalid)/, sentence: 'restricted.option' },
  { pattern: /rrsync error: sending to read-only/, sentence: 'restricted.readOnly' },
  { pattern: /rrsync error: reading from write-only/, sentence: 'restricted.writeOnly' },
  {
    pattern: /rrsync error: (?:do not use \.\.|unsafe|.*escaped tree)/,
    sentence: 'restricted.outside',
  },
  {
    pattern: /rrsync error: .*No such file or directory|FileNotFoundError/,
    sentence: 'restricted.missing',
  },
  { pattern: /rrsync error: Another instance/, sentence: 'restricted.busy' },
  { pattern: /rrsync error: /, sentence: 'restricted.refused' },
]

/** rsync's receiver without a place for what it has: it throws the file away, and ends with code 0. */
export const DISCARDED = /-- discarding completed file/

/** Only another run in the same folder passes by itself. */
export const RESTRICTED_FOR_GOOD = /rrsync error: (?!Another instance)/

import type { Sentence } from '../i18n/say'

/** Words of rrsync, which comes with rsync, and what they mean (rrsync(1); measured). */
export const RESTRICTED_CAUSES: readonly (readonly [RegExp, Sentence])[] = [
  [/rrsync error: option -s has been disabled/, 'restricted.secluded'],
  [/rrsync error: (?:option|invalid)/, 'restricted.option'],
  [/rrsync error: sending to read-only/, 'restricted.readOnly'],
  [/rrsync error: reading from write-only/, 'restricted.writeOnly'],
  [/rrsync error: (?:do not use \.\.|unsafe|.*escaped tree)/, 'restricted.outside'],
  [/rrsync error: .*No such file or directory|FileNotFoundError/, 'restricted.missing'],
  [/rrsync error: Another instance/, 'restricted.busy'],
  [/rrsync error: /, 'restricted.refused'],
]

/** rsync's receiver without a place for what it has: it throws the file away, and ends with code 0. */
export const DISCARDED = /-- discarding completed file/

/** Only another run in the same folder passes by itself. */
export const RESTRICTED_FOR_GOOD = /rrsync error: (?!Another instance)/

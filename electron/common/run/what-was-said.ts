import { say } from '../i18n/say'
import { aftermathOf, causeOf, type FoundCause } from './causes'
import { ofFile } from './file-failures'
import { quotedLine } from './quoted-line'
import { isChatter, isForeign, isSummary } from './whose-line'

/** The reading of standard error: a cause of the table, or words that are in no table. */
export interface WhatWasSaid {
  readonly found: FoundCause | null
  /** The line that nobody knows, as the sentence quotes it; null where all is known, or nothing was said. */
  readonly unknown: string | null
  /** One sentence for both; null where it only says that the connection was lost, or nothing at all. */
  readonly sentence: string | null
}

/**
 * Reads what ssh, the remote account, a daemon or rsync said first. That the connection was closed
 * follows every cause, so it counts only where nothing else was said.
 * @param hasBegun whether both rsyncs had talked
 */
export function whatWasSaid(lines: readonly string[], hasBegun = false): WhatWasSaid {
  const lastWord = lastWordOf(lines)
  const isOfRsync = hasBegun || lastWord !== undefined
  const found = causeOf(lines, isOfRsync)
  if (found) {
    return { found, unknown: null, sentence: say(found.cause.sentence, found.values) }
  }
  const line = lastWord ?? lines.find((one) => isUnknown(one, isOfRsync))
  if (line === undefined) return { found: aftermathOf(lines), unknown: null, sentence: null }
  const unknown = quotedLine(line)
  const key = isOfRsync || !isForeign(line) ? 'causes.rsyncSaid' : 'causes.remoteSaid'
  return { found: null, unknown, sentence: say(key, { said: unknown }) }
}

/**
 * Codes with which an rsync ends of its own accord, and that of the other side may hide. Not 2, which
 * a shell that is not silent brings about, nor those that say that the connection is gone.
 */
const DECIDED = /^rsync error: .*\(code (?:1|[3-6]|11|13|14|2[12])\) at /

/** What an rsync said right before it ended of its own accord: that is why, whatever it looks like. */
function lastWordOf(lines: readonly string[]): string | undefined {
  const end = lines.findIndex((line) => DECIDED.test(line))
  const word = lines.slice(0, Math.max(0, end)).findLast((line) => !isChatter(line))
  return word === undefined || isSummary(word) || aftermathOf([word]) ? undefined : word
}

/** The lines of what a program printed, without the empty ones. */
export function linesOf(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => line.trim() !== '')
}

/** Whether a line says something that is in no table. What failed of single files ends no run. */
function isUnknown(line: string, hasBegun: boolean): boolean {
  if (isChatter(line) || isSummary(line) || aftermathOf([line])) return false
  return isForeign(line) ? !hasBegun : ofFile(line) === null || OF_PROTOCOL.test(line)
}

/** What is said where the two sides do not trust each other: that ends a run, file or not. */
const OF_PROTOCOL = /^ERROR: (?!Skipping|daemon refused|.* failed verification)|^rsync: refusing /

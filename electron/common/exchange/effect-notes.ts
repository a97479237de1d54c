import { say, type Sentence } from '../i18n/say'
import { withEffect } from '../rsync/option-questions'
import type { OptionEffect } from '../rsync/option-table'
import { adviseParameters, saying } from '../rsync/parameter-advice'
import { readParameters } from '../rsync/parameters'
import type { TaskSettings } from '../task/task'

/** The effects of an option of an imported task: on this computer, and on the other side. */
const EFFECTS: readonly (readonly [OptionEffect, Sentence])[] = [
  ['runs-here', 'exchange.notes.runsHere'],
  ['runs-there', 'exchange.notes.runsThere'],
  ['reads-here', 'exchange.notes.readsHere'],
  ['writes-here', 'exchange.notes.writesHere'],
]
/** The same of options that are for the side of the files, where that is this computer. */
const AT_RECEIVER: readonly (readonly [OptionEffect, Sentence])[] = [
  ['writes-at-receiver', 'exchange.notes.writesHere'],
  ['reads-at-receiver', 'exchange.notes.readsHere'],
]
const AT_SENDER: readonly (readonly [OptionEffect, Sentence])[] = [
  ['reads-at-sender', 'exchange.notes.readsHere'],
  ['removes-source', 'exchange.notes.removesHere'],
]

/** What a task from a file would do beside copying: one sentence for each option. */
export function effectNotes({ direction, extra }: TaskSettings): string[] {
  const reading = readParameters(extra)
  const effects = [...EFFECTS, ...(direction === 'PULL' ? AT_RECEIVER : AT_SENDER)]
  return effects.flatMap(([effect, sentence]) =>
    withEffect(reading, effect)
      .filter(({ isRemote }) => !isRemote)
      .map((option) => say(sentence, { option: saying(option) })),
  )
}

/** What a person should know of the auxiliary parameters of a task from a file. */
export function adviceNotes({ extra }: TaskSettings): string[] {
  const messages = adviseParameters(extra).map(({ message }) => message)
  return [...new Set(messages)].map((message) => say('exchange.notes.parameter', { message }))
}

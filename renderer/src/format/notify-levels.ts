import { NOTIFY_LEVELS, type NotifyLevel } from '@common/desktop/notify-level'
import { t, type MessageKey } from '../i18n/i18n'

const WORDS: Readonly<Record<NotifyLevel, MessageKey>> = {
  ALL: 'notify.all',
  WARNINGS: 'notify.warnings',
  ERRORS: 'notify.errors',
  NONE: 'notify.none',
}

/** A level of notifications in words. */
export const notifyWord = (level: NotifyLevel): string => t(WORDS[level])

/** All levels, as entries of a list. */
export const notifyChoices = () =>
  NOTIFY_LEVELS.map((value) => ({ value, title: notifyWord(value) }))

import type { RunTrigger } from '@common/run/run'
import type { MessageKey } from '../../i18n/i18n'

/** What started a run, in words. */
export const TRIGGER_WORDS: Readonly<Record<RunTrigger, MessageKey>> = {
  manual: 'history.trigger.manual',
  schedule: 'history.trigger.schedule',
  tray: 'history.trigger.tray',
  'catch-up': 'history.trigger.catch-up',
  retry: 'history.trigger.retry',
  'command-line': 'history.trigger.command-line',
  link: 'history.trigger.link',
}

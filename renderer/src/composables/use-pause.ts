import { isPausedAt } from '@common/schedule/decide'
import { computed } from 'vue'
import { shortDate } from '../format/relative-time'
import { t } from '../i18n/i18n'
import { useGeneralStore } from '../stores/general-store'
import { useNow } from './use-now'

/** Whether schedules are paused now, and the sentence that says until when; null while they run. */
export function usePause() {
  const store = useGeneralStore()
  const now = useNow()
  return computed(() => {
    const pause = store.settings?.pause ?? null
    // The ticking time lags behind by some seconds; a pause that was just set or ended must not.
    if (pause === null || !isPausedAt(pause, Math.max(now.value, Date.now()))) return null
    return pause.until === null
      ? t('settings.paused')
      : t('settings.pausedUntil', { time: shortDate(pause.until) })
  })
}

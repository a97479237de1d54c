import type { LogFilter } from '@common/ipc/contract'
import { computed, shallowRef } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import { useCopy } from '../../composables/use-copy'
import { numberText } from '../../format/quantity'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'
import { isFiltered, logSource, readEnd } from './log-source'

/** The clipboard is no place for millions of lines; Download Logs is. */
const MAX_COPIED = 20_000

export interface ShownLog {
  readonly runId: number
  readonly filter: LogFilter
  /** Lines that are shown: all, or those that match. */
  readonly rows: number
}

/** Copy and Download for the log that is shown. */
export function useLogActions() {
  const messages = useMessagesStore()
  const copy = useCopy()
  const shown = shallowRef<ShownLog | null>(null)
  const isBusy = shallowRef(false)

  async function withLog(act: (log: ShownLog) => Promise<void>): Promise<void> {
    if (!shown.value || isBusy.value) return
    isBusy.value = true
    try {
      await act(shown.value)
    } catch (error) {
      messages.showError(asAppError(error).message)
    } finally {
      isBusy.value = false
    }
  }

  const download = () =>
    withLog(async ({ runId }) => {
      const path = await invoke('logs:download', runId)
      if (path !== null) messages.show(t('logs.saved', { path }))
    })

  const copyLog = () =>
    withLog(async ({ runId, filter, rows }) => {
      const text = (await readEnd(logSource(runId, filter), rows, MAX_COPIED)).join('\n')
      const part = t('logs.copiedEnd', { lines: numberText(MAX_COPIED) })
      await copy(text, rows > MAX_COPIED ? part : t('logs.copied'))
    })

  return {
    shown,
    canCopy: computed(() => !isBusy.value && (shown.value?.rows ?? 0) > 0),
    canDownload: computed(() => {
      if (!shown.value || isBusy.value) return false
      // Where nothing matches there is still a log to save.
      return shown.value.rows > 0 || isFiltered(shown.value.filter)
    }),
    download,
    copyLog,
  }
}

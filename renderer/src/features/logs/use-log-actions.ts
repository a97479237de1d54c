import { shallowRef } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import { useCopy } from '../../composables/use-copy'
import { numberText } from '../../format/quantity'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'
import { readEnd } from './use-log-lines'

/** The clipboard is no place for millions of lines; Download Logs is. */
const MAX_COPIED = 20_000

export interface ShownLog {
  readonly runId: number
  readonly lines: number
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
    withLog(async ({ runId, lines }) => {
      const text = (await readEnd(runId, lines, MAX_COPIED)).join('\n')
      const part = t('logs.copiedEnd', { lines: numberText(MAX_COPIED) })
      await copy(text, lines > MAX_COPIED ? part : t('logs.copied'))
    })

  return { shown, isBusy, download, copyLog }
}

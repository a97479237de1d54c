import { WHOLE_HISTORY, type HistoryPage, type HistoryQuery } from '@common/run/history'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { asAppError, invoke, onEvent } from '../../bridge/bridge'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'

/** Rows of one page; the table draws only those in sight. */
export const PAGE_ROWS = 200
/** Typing and a burst of events ask main once. */
const SETTLE_MS = 200

/** One page of the history, read anew when the query or a run changes. */
export function useHistory() {
  const messages = useMessagesStore()
  const query = ref<HistoryQuery>({ ...WHOLE_HISTORY, limit: PAGE_ROWS })
  const page = shallowRef<HistoryPage | null>(null)
  const error = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  /** Nothing reactive passes through IPC. */
  const plain = (): HistoryQuery => JSON.parse(JSON.stringify(query.value)) as HistoryQuery

  async function load(): Promise<void> {
    const number = ++asked
    try {
      const answer = await invoke('history:list', plain())
      // An answer that was overtaken says nothing any more.
      if (number !== asked) return
      page.value = answer
      error.value = null
    } catch (thrown) {
      error.value = asAppError(thrown).message
    }
  }

  function loadSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void load()
    }, SETTLE_MS)
  }

  async function exportCsv(): Promise<void> {
    try {
      const path = await invoke('history:export', plain())
      if (path !== null) messages.show(t('history.exported', { path }))
    } catch (thrown) {
      messages.showError(asAppError(thrown).message)
    }
  }

  /** Changes what is asked for; another filter or order begins with its first page. */
  function change(changes: Partial<HistoryQuery>): void {
    query.value = { ...query.value, offset: 0, ...changes }
  }

  watch(query, loadSoon)
  const stops = [onEvent('tasks:changed', loadSoon), onEvent('tasks:removed', loadSoon)]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
  void load()
  return { query, page, error, change, exportCsv }
}

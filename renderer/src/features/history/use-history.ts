import {
  dayBounds,
  WHOLE_HISTORY,
  type HistoryPage,
  type HistoryQuery,
  type HistorySort,
} from '@common/run/history'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { asAppError, invoke, onEvent } from '../../bridge/bridge'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'

/** What part of the history is wanted; days as `YYYY-MM-DD` of this computer, empty for any. */
export interface HistoryFilter extends Pick<
  HistoryQuery,
  'text' | 'taskIds' | 'states' | 'triggers'
> {
  readonly firstDay: string
  readonly lastDay: string
}

export const NO_FILTER: HistoryFilter = {
  ...{ text: '', taskIds: [], states: [], triggers: [], firstDay: '', lastDay: '' },
}

/** Rows of one page; the table draws only those in sight. */
export const PAGE_ROWS = 200
/** Typing and a burst of events ask main once. */
const SETTLE_MS = 200

/** One page of the history, read anew when what is asked for or a run changes. */
export function useHistory() {
  const messages = useMessagesStore()
  const filter = ref<HistoryFilter>(NO_FILTER)
  const order = ref({ sort: WHOLE_HISTORY.sort as HistorySort, isDescending: true })
  const offset = ref(0)
  const page = shallowRef<HistoryPage | null>(null)
  const error = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  const query = computed<HistoryQuery>(() => {
    const { firstDay, lastDay, ...rest } = filter.value
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    const from = dayBounds(firstDay, zone)?.from ?? null
    const to = dayBounds(lastDay, zone)?.to ?? null
    return { ...rest, ...order.value, from, to, offset: offset.value, limit: PAGE_ROWS }
  })
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
    const path = await messages.orTell(invoke('history:export', plain()))
    if (path) messages.show(t('history.exported', { path }))
  }

  // Another filter or order begins with its first page.
  watch([filter, order], () => (offset.value = 0))
  watch(query, loadSoon)
  const stops = [onEvent('tasks:changed', loadSoon), onEvent('tasks:removed', loadSoon)]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
  void load()
  return { filter, order, offset, page, error, exportCsv }
}

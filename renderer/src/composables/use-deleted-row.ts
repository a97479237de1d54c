import { t } from '../i18n/i18n'
import { useMessagesStore, type Deleted } from '../stores/messages-store'

/**
 * One message, with one Undo, for what is deleted in a row, so that nothing loses its Undo to the
 * next deletion.
 * @param undelete brings one back; what keeps it from coming back is told
 * @returns to be called after each deletion, with how to say that so many were deleted
 */
export function useDeletedRow(kind: Deleted['kind'], undelete: (id: number) => Promise<unknown>) {
  const messages = useMessagesStore()

  async function undo(ids: readonly number[]): Promise<void> {
    // The last first: what was deleted earlier may stand on it.
    for (const id of ids.toReversed()) await messages.orTell(undelete(id))
  }

  return (id: number, say: (count: number) => string): void => {
    const before = messages.queue.flatMap(({ action }) =>
      action?.deleted?.kind === kind ? action.deleted.ids : [],
    )
    const ids = [...before, id]
    const run = () => void undo(ids)
    messages.show(say(ids.length), { label: t('common.undo'), run, deleted: { kind, ids } })
  }
}

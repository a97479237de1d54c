import type { WindowRequest } from '@common/ipc/contract'
import { onScopeDispose, watch } from 'vue'
import { useRouter } from 'vue-router'
import { asAppError, invoke, onEvent } from '../bridge/bridge'
import { t } from '../i18n/i18n'
import { useDialogsStore, type Dialog } from '../stores/dialogs-store'
import { useMessagesStore } from '../stores/messages-store'
import { usePageStateStore } from '../stores/page-state-store'
import { useTasksStore } from '../stores/tasks-store'

/** Shows what something outside of the window asks for, such as the log of a notification. */
export function useWindowRequests(): void {
  const router = useRouter()
  const dialogs = useDialogsStore()
  const messages = useMessagesStore()
  const tasks = useTasksStore()
  const page = usePageStateStore()

  const stop = onEvent('window:asked', (request: WindowRequest) => {
    if (request.kind === 'tasks') void router.push({ name: 'rsync-tasks' })
    else if (!dialogs.showWhenFree(dialogOf(request))) messages.show(t('messages.waitsForForm'))
  })
  onScopeDispose(stop)
  // A dialog needs the task it is about: only then can main's wishes be met.
  watch(
    () => tasks.isLoaded,
    (isLoaded) => {
      if (isLoaded) begin().catch((error) => messages.showError(asAppError(error).message))
    },
    { immediate: true },
  )

  /** What was typed before comes first, and what is asked for now waits behind it. */
  async function begin(): Promise<void> {
    await page.take()
    const draft = page.draftOf('task')
    if (draft) {
      if (draft.id === null) dialogs.addTask()
      else dialogs.editTask(draft.id)
    }
    await invoke('window:ready')
  }
}

function dialogOf(request: Exclude<WindowRequest, { kind: 'tasks' }>): Dialog {
  const { taskId } = request
  if (request.kind === 'preview') return { kind: 'preview', taskId, previewId: null }
  return { kind: 'logs', taskId, runId: request.runId }
}

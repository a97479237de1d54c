import type { WindowRequest } from '@common/ipc/contract'
import { onScopeDispose, watch } from 'vue'
import { useRouter } from 'vue-router'
import { asAppError, invoke, onEvent } from '../bridge/bridge'
import { t } from '../i18n/i18n'
import { useDialogsStore } from '../stores/dialogs-store'
import { useMessagesStore } from '../stores/messages-store'
import { useTasksStore } from '../stores/tasks-store'

/** Shows what something outside of the window asks for, such as the log of a notification. */
export function useWindowRequests(): void {
  const router = useRouter()
  const dialogs = useDialogsStore()
  const messages = useMessagesStore()
  const tasks = useTasksStore()

  const stop = onEvent('window:asked', (request: WindowRequest) => {
    if (request.kind !== 'log') void router.push({ name: 'rsync-tasks' })
    else if (!dialogs.showLogsWhenFree(request.taskId, request.runId)) {
      messages.show(t('messages.logWaits'))
    }
  })
  onScopeDispose(stop)
  // A dialog needs the task it is about: only then can main's wishes be met.
  watch(
    () => tasks.isLoaded,
    (isLoaded) => {
      if (isLoaded)
        invoke('window:ready').catch((error) => messages.showError(asAppError(error).message))
    },
    { immediate: true },
  )
}

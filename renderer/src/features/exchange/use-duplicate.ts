import { taskName } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import { asAppError, invoke } from '../../bridge/bridge'
import { t } from '../../i18n/i18n'
import { useDialogsStore } from '../../stores/dialogs-store'
import { useMessagesStore } from '../../stores/messages-store'
import { useTasksStore } from '../../stores/tasks-store'

/** Copies a task; the copy is one message away from being edited. */
export function useDuplicate() {
  const tasks = useTasksStore()
  const messages = useMessagesStore()
  const dialogs = useDialogsStore()

  return async ({ task }: TaskView): Promise<void> => {
    try {
      const copy = await invoke('tasks:duplicate', task.id)
      tasks.putTask(copy)
      const edit = { label: t('tasks.edit'), run: () => void dialogs.editTask(copy.id) }
      messages.show(t('exchange.duplicated', { name: taskName(copy) }), edit)
    } catch (error) {
      messages.showError(asAppError(error).message)
    }
  }
}

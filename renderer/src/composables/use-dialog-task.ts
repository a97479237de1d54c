import type { TaskView } from '@common/task/task-view'
import { computed, shallowRef, watchEffect } from 'vue'
import { useDialogsStore, type Dialog } from '../stores/dialogs-store'
import { useTasksStore } from '../stores/tasks-store'

/**
 * The task a dialog of this kind is about. It stays known while the dialog fades away, and
 * follows changes while it is open.
 */
export function useDialogTask(kind: Dialog['kind']) {
  const dialogs = useDialogsStore()
  const tasks = useTasksStore()
  const isOpen = computed(() => dialogs.kind === kind)
  const view = shallowRef<TaskView | null>(null)

  watchEffect(() => {
    if (!isOpen.value) return
    view.value = tasks.views.get(dialogs.taskId ?? 0) ?? null
  })

  return { isOpen, view, close: () => void dialogs.close() }
}

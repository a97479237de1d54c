import { taskName, type Task, type TaskSettings } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import { asAppError, invoke } from '../bridge/bridge'
import { t } from '../i18n/i18n'
import { useMessagesStore } from '../stores/messages-store'
import { useTasksStore } from '../stores/tasks-store'
import { useDeletedRow } from './use-deleted-row'

/** What can be done with a task in a list; each says how it went. */
export function useTaskActions() {
  const tasks = useTasksStore()
  const messages = useMessagesStore()

  const tellDeleted = useDeletedRow('task', async (id) =>
    tasks.putTask(await invoke('tasks:undelete', id)),
  )
  const fail = (error: unknown) => messages.showError(asAppError(error).message)

  /** Shows the new position at once and puts it back, with the reason, if main refuses. */
  async function setEnabled({ task }: TaskView, enabled: boolean): Promise<void> {
    const name = taskName(task)
    tasks.putTask({ ...task, enabled })
    try {
      tasks.putTask(await invoke('tasks:update', task.id, { enabled }, null))
      const undo = {
        label: t('common.undo'),
        run: () => {
          const view = tasks.views.get(task.id)
          if (view) void setEnabled(view, !enabled)
        },
      }
      messages.show(t(enabled ? 'messages.taskEnabled' : 'messages.taskDisabled', { name }), undo)
    } catch (error) {
      const current = tasks.views.get(task.id)
      if (current) tasks.putTask({ ...current.task, enabled: !enabled })
      const reason = asAppError(error).message
      messages.showError(
        t(enabled ? 'messages.notEnabled' : 'messages.notDisabled', { name, reason }),
      )
    }
  }

  async function run({ task }: TaskView): Promise<void> {
    try {
      tasks.putRun(await invoke('runs:start', task.id))
      messages.show(t('messages.taskStarted', { name: taskName(task) }))
    } catch (error) {
      fail(error)
    }
  }

  async function stop(runId: number): Promise<void> {
    try {
      await invoke('runs:stop', runId)
    } catch (error) {
      fail(error)
    }
  }

  async function remove({ task }: TaskView): Promise<void> {
    try {
      await invoke('tasks:delete', task.id)
      tasks.remove(task.id)
      tellDeleted(task.id, (count) => t('messages.taskDeleted', { name: taskName(task) }, count))
    } catch (error) {
      fail(error)
    }
  }

  /** Puts the settings back that a task had before an edit; never over a still newer one. */
  async function restore(former: TaskSettings, saved: Task): Promise<void> {
    try {
      const task = await invoke('tasks:update', saved.id, settingsOf(former), saved.revision)
      tasks.putTask(task)
      messages.show(t('messages.taskRestored', { name: taskName(task) }))
    } catch (error) {
      fail(error)
    }
  }

  /** Sets up the practice task and starts it. */
  async function practise(): Promise<void> {
    try {
      const task = await invoke('practice:create')
      tasks.putTask(task)
      tasks.putRun(await invoke('runs:start', task.id))
      messages.show(t('messages.taskStarted', { name: taskName(task) }))
    } catch (error) {
      fail(error)
    }
  }

  return { setEnabled, run, stop, remove, restore, practise }
}

/** A stored task without what main gives it. */
function settingsOf(task: TaskSettings & Partial<Task>): TaskSettings {
  const { id: _id, revision: _revision, ...settings } = task
  return settings
}

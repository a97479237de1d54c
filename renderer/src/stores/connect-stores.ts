import { onEvent } from '../bridge/bridge'
import { useAppStore } from './app-store'
import { useDesktopStore } from './desktop-store'
import { useCredentialsStore } from './credentials-store'
import { useGeneralStore } from './general-store'
import { useProgressStore } from './progress-store'
import { useTasksStore } from './tasks-store'

/** Feeds main's events into the stores until the returned function is called. */
export function connectStores(): () => void {
  const app = useAppStore()
  const tasks = useTasksStore()
  const progress = useProgressStore()
  const desktop = useDesktopStore()
  const credentials = useCredentialsStore()
  const general = useGeneralStore()
  const stops = [
    onEvent('credentials:changed', (all) => credentials.put(all)),
    onEvent('tasks:changed', (view) => {
      tasks.put(view)
      if (view.run?.state !== 'RUNNING') progress.forget(view.task.id)
    }),
    onEvent('tasks:removed', ({ id }) => {
      tasks.remove(id)
      progress.forget(id)
    }),
    onEvent('tasks:outdated', () => void tasks.load()),
    onEvent('runs:progressed', ({ taskId, runId, progress: now }) => {
      progress.put(taskId, runId, now)
    }),
    onEvent('desktop:changed', (state) => desktop.put(state)),
    onEvent('settings:changed', (settings) => general.put(settings)),
    onEvent('clock:changed', (doubt) => app.putClock(doubt)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

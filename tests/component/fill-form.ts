import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { choose, type } from './page'

/** Opens the window with the form of a new task, or of the one with this id. */
export async function openForm(
  views = [aView()],
  taskId: number | null = null,
): Promise<InMemoryBridge> {
  const bridge = useBridge(new InMemoryBridge({ views }))
  await mountApp()
  if (taskId === null) useDialogsStore().addTask()
  else useDialogsStore().editTask(taskId)
  await settle()
  return bridge
}

/** What was handed over by the last call of a channel. */
export function lastCall(bridge: InMemoryBridge, channel: string): readonly unknown[] | undefined {
  return bridge.calls.filter((call) => call.channel === channel).at(-1)?.args
}

/** Fills in what a module task needs at least. */
export async function fillModuleTask(): Promise<void> {
  await type('Path', '/srv/photos')
  await choose('Direction', 'Push')
  await type('Remote Host', 'nas')
  await type('Remote Module Name', 'photos')
  await choose('Schedule', 'Daily')
}

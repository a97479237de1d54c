import { choose, type } from './page'

/** Fills in what a module task needs at least. */
export async function fillModuleTask(): Promise<void> {
  await type('Path', '/srv/photos')
  await choose('Direction', 'Push')
  await type('Remote Host', 'nas')
  await type('Remote Module Name', 'photos')
  await choose('Schedule', 'Daily')
}

import { mkdir, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, menu, type Scene } from './scenes'

const LONG_AGO = new Date('2026-03-01T12:00:00')

/** Empty files of some megabytes each; they take no room. */
async function fill(folder: string, names: readonly string[], date?: Date): Promise<void> {
  for (const [at, name] of names.entries()) {
    const path = join(folder, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, '')
    await truncate(path, 20_000_000 + at * 1_234_567)
    if (date) await utimes(path, date, date)
  }
}

/** Scenes of what is seen before a run touches anything. */
export const PREVIEW_SCENES: Readonly<Record<string, Scene>> = {
  preview: async ({ page, daemon, dataDir }, shoot) => {
    const album = ['2026/June/IMG_2201.CR3', '2026/June/IMG_2202.CR3', '2026/June/café.CR3']
    await fill(join(dataDir, '../photos'), [...album, '2026/May/IMG_2101.CR3'])
    await fill(daemon.modules.open.root, ['2026/May/IMG_2101.CR3', '2025/IMG_1042.CR3'], LONG_AGO)
    await fill(daemon.modules.open.root, ['2025/IMG_1043.CR3'], LONG_AGO)
    await ask(page, 'tasks:update', 1, { delete: true }, null)
    await menu(page, '/photos/', 'Preview')
    const preview = page.getByRole('dialog', { name: 'Preview' })
    await preview.getByRole('cell', { name: /café/ }).waitFor()
    await shoot()
  },
}

import { readFile, writeFile } from 'node:fs/promises'
import type { ElectronApplication } from '@playwright/test'
import { addCredentials, go, menu, type Scene } from './scenes'

/** What the system's dialogs answer, which nobody can click here. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, path)
}

/** A backup of another computer: its keys are not here. */
async function loseKeys(path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replaceAll('AAAAC3NzaC1lZDI1NTE5', 'AAAAC3NzaC1lZDI1NTEX'))
}

const CRONTAB = `# Photos to the NAS
30 2 * * 1-5 rsync -a --delete --exclude='a b' /srv/photos/ backup@nas:/backup/photos/
0 3 * * * rsync -a /etc/ rsync://nas/etc
0 4 * * * rsync -a /srv/ nas:/srv | logger
`

/** Scenes of what comes and goes: import, export, backup. */
export const EXCHANGE_SCENES: Readonly<Record<string, Scene>> = {
  backup: async (stage, shoot) => {
    const { app, page, dataDir } = stage
    await addCredentials(stage)
    await answerDialogs(app, `${dataDir}/backup.json`)
    await go(page, 'Settings')
    await page.getByRole('button', { name: 'Back up…' }).click()
    await page.getByText('Backup saved as').waitFor()
    await page.getByRole('button', { name: 'Restore…' }).click()
    const choice = page.getByRole('dialog', { name: 'Restore a Backup' })
    await choice.getByRole('radio', { name: 'Replace everything here' }).check()
    await shoot('choice')
    await loseKeys(`${dataDir}/backup.json`)
    await choice.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Restore…' }).click()
    await choice.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('dialog', { name: 'Backup Restored' }).waitFor()
    await shoot('done')
    await page.keyboard.press('Escape')
    await go(page, 'Backup Credentials')
    const mark = page.getByText('Import its private key').first()
    await mark.waitFor()
    await shoot('awaiting-key', mark)
  },
  exchange: async ({ page }, shoot) => {
    await go(page, 'Rsync Tasks')
    await page.getByRole('button', { name: 'Import and export' }).click()
    await page.getByRole('menuitem', { name: 'Import' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import Rsync Tasks' })
    await shoot('import-empty')
    await dialog.getByRole('textbox').fill(CRONTAB)
    await dialog.getByText('tasks were understood').waitFor()
    await shoot('import')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await menu(page, '/photos/', 'Export')
    await page.getByRole('dialog', { name: /^Export/ }).waitFor()
    await shoot('export')
  },
}

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openWindow, root } from '../bench/windows'
import { startRsyncd } from '../support/rsyncd'
import { startSshd } from '../support/sshd'
import { makeTempDir } from '../support/temp-dir'
import { Camera } from './camera'
import { storeSample } from './sample'
import { EXCHANGE_SCENES } from './exchange-scenes'
import { PREVIEW_SCENES } from './preview-scenes'
import { EMPTY_SCENES, SCENES, type Scene, type Stage } from './scenes'

const [target = join(root, '.cache/screenshots'), ...chosen] = process.argv.slice(2)
const folder = resolve(target)

const daemon = await startRsyncd()
const sshd = await startSshd()
const failed: string[] = []
try {
  await play(EMPTY_SCENES, () => Promise.resolve())
  for (const scenes of [SCENES, EXCHANGE_SCENES, PREVIEW_SCENES])
    await play(scenes, (dataDir) => storeSample(dataDir, daemon))
} finally {
  await daemon.stop()
  await sshd.stop()
}
if (failed.length > 0) throw new Error(`These scenes could not be shown: ${failed.join(', ')}`)

/** Plays scenes one after the other in an app of their own. */
async function play(
  scenes: Readonly<Record<string, Scene>>,
  prepare: (dataDir: string) => Promise<void>,
): Promise<void> {
  const wanted = Object.entries(scenes).filter(
    ([name]) => chosen.length === 0 || chosen.includes(name),
  )
  if (wanted.length === 0) return
  const dir = await makeTempDir('rt-shots')
  const dataDir = join(dir.path, 'data')
  await mkdir(dataDir, { mode: 0o700 })
  await prepare(dataDir)
  const { app, page } = await openWindow(root, dataDir)
  const camera = new Camera(app, page, folder)
  const stage: Stage = { app, page, camera, dataDir, daemon, sshd }
  try {
    for (const [name, scene] of wanted) {
      await camera.resize(1440, 900)
      await scene(stage, (part = '', subject) =>
        camera.shoot(part === '' ? name : `${name}-${part}`, subject),
      ).catch((error: unknown) => {
        failed.push(name)
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      })
      await leave(stage)
    }
  } finally {
    console.log(`${camera.taken.length} pictures in ${folder}`)
    app.process().kill('SIGKILL')
    await dir.dispose()
  }
}

/** Back to the first screen, whatever a scene left open. */
async function leave({ page }: Stage): Promise<void> {
  for (let i = 0; i < 5 && (await page.locator('.v-overlay--active').count()) > 0; i++) {
    await page.keyboard.press('Escape')
    const discard = page.getByRole('button', { name: 'Discard changes' })
    if (await discard.isVisible()) await discard.click()
    await page.waitForTimeout(150)
  }
  await page.getByRole('link', { name: 'Data Protection' }).click()
}

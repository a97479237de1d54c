import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'

const SIZES = [
  [800, 600],
  [1440, 900],
] as const
const SCHEMES = ['light', 'dark'] as const
/** What fades or slides has come to rest. */
const REST_MS = 350

/** Takes the window as it stands in every size and both appearances. */
export class Camera {
  readonly taken: string[] = []

  constructor(
    private readonly app: ElectronApplication,
    private readonly page: Page,
    private readonly folder: string,
  ) {}

  /**
   * @param name of the files, before size and appearance
   * @param subject what must be in the picture, however small the window
   */
  async shoot(name: string, subject?: Locator): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    for (const [width, height] of SIZES) {
      await this.resize(width, height)
      await subject?.scrollIntoViewIfNeeded()
      for (const colorScheme of SCHEMES) {
        await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await this.page.waitForTimeout(REST_MS)
        const path = join(this.folder, `${name}.${width}.${colorScheme}.png`)
        await this.page.screenshot({ path })
        this.taken.push(path)
      }
    }
  }

  async resize(width: number, height: number): Promise<void> {
    await this.app.evaluate(
      ({ BrowserWindow }, [wide, high]) =>
        BrowserWindow.getAllWindows()[0]?.setContentSize(wide, high),
      [width, height] as const,
    )
  }
}

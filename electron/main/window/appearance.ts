import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nativeTheme, type BrowserWindow } from 'electron'
import { APPEARANCES, type Appearance } from '@common/desktop/appearance'

const BACKGROUND = { light: '#f3f5f9', dark: '#10151b' }

/** The page's own background, so that nothing flashes before it is painted. */
export function pageBackground(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light
}

export function chosenAppearance(): Appearance {
  return nativeTheme.themeSource
}

/**
 * Takes up what was chosen before. To be called before there is a window, since its page follows
 * Electron (by `prefers-color-scheme`), as menus and dialogs of the system do; so it is in a file that
 * is read without electron-store (see WindowState).
 */
export function restoreAppearance(folder: string): void {
  nativeTheme.themeSource = read(fileIn(folder))
}

/** Gives the app another appearance, now and from the next start on. */
export function chooseAppearance(
  folder: string,
  window: BrowserWindow | null,
  appearance: Appearance,
): void {
  nativeTheme.themeSource = appearance
  window?.setBackgroundColor(pageBackground())
  try {
    writeFileSync(fileIn(folder), JSON.stringify({ appearance }), { mode: 0o600 })
  } catch {
    // The data folder can be read-only or full; then it is for now only, and nothing is lost.
  }
}

function fileIn(folder: string): string {
  return join(folder, 'appearance.json')
}

function read(file: string): Appearance {
  try {
    const saved: unknown = (JSON.parse(readFileSync(file, 'utf8')) as { appearance?: unknown })
      .appearance
    return APPEARANCES.find((appearance) => appearance === saved) ?? 'system'
  } catch {
    return 'system'
  }
}

import { nativeTheme } from 'electron'

const BACKGROUND = { light: '#f3f5f9', dark: '#10151b' }

/** The page's own background, so that nothing flashes before it is painted. */
export function pageBackground(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light
}

import { run, runOk } from '../../support/run'

/**
 * Presses keys on the keyboard of the X server. Electron handles the accelerators of its menu
 * before or after the page sees a key, but only a key of the system: those that Playwright makes
 * up inside the page never get there.
 */
export async function press(...keys: string[]): Promise<void> {
  await runOk('xdotool', ['key', '--clearmodifiers', ...keys])
}

/** Gives the keyboard to the app's window: there is no window manager here to do so. */
export async function focusWindow(pid: number | undefined): Promise<void> {
  const { stdout } = await runOk('xdotool', ['search', '--onlyvisible', '--pid', String(pid)])
  const [window = ''] = stdout.trim().split('\n')
  await runOk('xdotool', ['windowfocus', '--sync', window])
}

/** Windows on the screen of a process, oldest first. */
export async function windowsOf(pid: number | undefined): Promise<string[]> {
  const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--pid', String(pid)])
  return stdout.trim().split('\n').filter(Boolean)
}

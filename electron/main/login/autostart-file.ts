import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { say } from '@common/i18n/say'
import { unlessShortage } from '@common/text/system-error'
import { whyNotOwn } from '@core/system/own-folder'

const NAME = 'rsync-tasks.desktop'

/** Where desktops of Linux look for what starts at login (XDG Autostart Specification). */
export function autostartFile(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_CONFIG_HOME']
  // The specification ignores relative paths.
  const config = given?.startsWith('/') ? given : join(homedir(), '.config')
  return join(config, 'autostart', NAME)
}

/** Whether the file starts the app: it may be there and be switched off by the desktop's own tool. */
export function isAutostartOn(file: string): boolean {
  const entry = read(file)
  if (entry === null) return false
  const isOff =
    /^\s*Hidden\s*=\s*true\s*$/im.test(entry) ||
    /^\s*X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(entry)
  return !isOff && /^\s*Exec\s*=\s*\S/m.test(entry)
}

/**
 * Has the app started at login, without its window. It is on disk, and says so, when it returns.
 * @param command program and arguments
 * @throws Error when the file could not be written
 */
export function turnAutostartOn(file: string, command: readonly string[]): void {
  assertInReach(file)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.next`
  writeFileSync(next, entryFor(command), { mode: 0o644, flush: true })
  renameSync(next, file)
  if (!isAutostartOn(file)) throw new Error(say('app.autostartLost', { file }))
}

/** @throws Error when the file could not be removed */
export function turnAutostartOff(file: string): void {
  assertInReach(file)
  rmSync(file, { force: true })
}

/** The desktop entry that starts `command`. */
export function entryFor(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Rsync Tasks',
    `Comment=${say('app.autostartComment')}`,
    `Exec=${command.map(quoteExec).join(' ')}`,
    'Icon=rsync-tasks',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * One argument of `Exec`, by the two rules of the Desktop Entry Specification: inside quotes the
 * characters " ` $ \ are escaped, and then, as in every value of the file, each backslash again;
 * a per cent sign is doubled.
 */
export function quoteExec(word: string): string {
  const escaped = word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  const text = /^[\w@+=:,./-]+$/.test(word) ? escaped : `"${escaped}"`
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
}

/**
 * Root with the home of another user, by `sudo -E` say: that user's desktop, not root's, would read
 * the file, and that user may lay links on the way to it.
 */
function assertInReach(file: string): void {
  const danger = process.getuid?.() === 0 ? whyNotOwn(file, 0) : null
  if (danger !== null) throw new Error(say('app.autostartForeign', { path: danger.path }))
}

function read(file: string): string | null {
  try {
    assertInReach(file)
    return readFileSync(file, 'utf8')
  } catch (error) {
    return unlessShortage(null)(error)
  }
}

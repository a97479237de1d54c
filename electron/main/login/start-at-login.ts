import { app } from 'electron'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { systemErrorText } from '@common/text/system-error'
import { HIDDEN } from '../own-arguments'
import { autostartFile, isAutostartOn, turnAutostartOff, turnAutostartOn } from './autostart-file'

/** Starts the app when its user logs in, in the way of the system. */
export interface StartAtLogin {
  /** As the system has it now: people change it there too. */
  isOn(): boolean
  /** @throws AppError STORAGE_FAILED when the system did not take it */
  set(isOn: boolean): void
}

export function makeStartAtLogin(): StartAtLogin {
  return process.platform === 'linux' ? xdgAutostart(process.env) : loginItem()
}

function xdgAutostart(env: NodeJS.ProcessEnv): StartAtLogin {
  const file = autostartFile(env)
  return {
    isOn: () => isAutostartOn(file),
    set: (isOn) => {
      try {
        if (isOn) turnAutostartOn(file, startCommand(env))
        else turnAutostartOff(file)
      } catch (error) {
        const reason = systemErrorText(error)
        throw new AppError('STORAGE_FAILED', say('app.autostartFailed', { error: reason }))
      }
    },
  }
}

function loginItem(): StartAtLogin {
  // Windows finds the entry again only by the same arguments.
  const options = process.platform === 'win32' ? { args: [HIDDEN] } : {}
  return {
    isOn: () => app.getLoginItemSettings(options).openAtLogin,
    set: (isOn) => {
      app.setLoginItemSettings({ ...options, openAtLogin: isOn })
      if (app.getLoginItemSettings(options).openAtLogin !== isOn) {
        throw new AppError('STORAGE_FAILED', say('app.autostartRefused'))
      }
    },
  }
}

/** How this very app is started: an AppImage by its file, a checkout with its folder. */
function startCommand(env: NodeJS.ProcessEnv): string[] {
  const program = env['APPIMAGE'] || process.execPath
  if (app.isPackaged) return [program, ...ownFolder(), HIDDEN]
  // As the launcher of a checkout does it: Chromium's sandbox cannot start as root.
  const sandbox = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []
  return [program, ...sandbox, app.getAppPath(), ...ownFolder(), HIDDEN]
}

/** A data folder that was asked for is asked for again. */
function ownFolder(): string[] {
  const folder = app.commandLine.getSwitchValue('user-data-dir')
  return folder === '' ? [] : [`--user-data-dir=${app.getPath('userData')}`]
}

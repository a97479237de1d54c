import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import { say } from '@common/i18n/say'
import type { Question } from './ipc/consent'
import { desktopLines } from '@common/text/visible-text'

/** Characters of a message; more would push the buttons off the screen. */
const MAX_MESSAGE = 1000

/**
 * Questions that are asked by the system and not by the page: they work without a window, and
 * when the page does not answer any more.
 */
export class Dialogs {
  constructor(private readonly owner: () => BrowserWindow | null) {}

  /** @param end takes the question back; not on macOS, where its answer then means nothing */
  wait(end: AbortSignal): Promise<boolean> {
    return this.isYes({
      type: 'info',
      signal: end,
      message: say('dialogs.wait.message'),
      detail: say('dialogs.wait.detail'),
      buttons: [say('dialogs.wait.no'), say('dialogs.wait.yes')],
      defaultId: 1,
    })
  }

  /**
   * @param holder the process that has the data folder; null when it is not known
   * @param end takes the question back
   */
  frozen(holder: string | null, end: AbortSignal): Promise<boolean> {
    return this.isYes({
      type: 'warning',
      signal: end,
      message: say('dialogs.frozen.message'),
      detail: say('dialogs.frozen.detail', { holder: holder ?? say('dialogs.frozen.unknown') }),
      buttons: [say('dialogs.frozen.no'), say('dialogs.frozen.yes')],
      defaultId: 1,
    })
  }

  /** @param end takes the question back */
  reload(end: AbortSignal): Promise<boolean> {
    return this.isYes({
      type: 'warning',
      signal: end,
      message: say('dialogs.hang.message'),
      detail: say('dialogs.hang.detail'),
      buttons: [say('dialogs.hang.no'), say('dialogs.hang.yes')],
      defaultId: 1,
    })
  }

  quit(activeRuns: number): Promise<boolean> {
    return this.isYes({
      type: 'question',
      message: say('dialogs.quit.message', {}, activeRuns),
      detail: say('dialogs.quit.detail'),
      buttons: [say('dialogs.quit.no'), say('dialogs.quit.yes')],
      defaultId: 0,
    })
  }

  /** The first time the window is closed. True: go on without it. */
  async close(hasTray: boolean): Promise<boolean> {
    return !(await this.isYes({
      type: 'info',
      message: say('dialogs.close.message'),
      detail: say(hasTray ? 'dialogs.close.withTray' : 'dialogs.close.withoutTray'),
      buttons: [say('dialogs.close.no'), say('dialogs.close.yes')],
      defaultId: 0,
    }))
  }

  /** The page has something that is not saved. */
  discard(): Promise<boolean> {
    return this.isYes({
      type: 'question',
      message: say('dialogs.discard.message'),
      detail: say('dialogs.discard.detail'),
      buttons: [say('dialogs.discard.no'), say('dialogs.discard.yes')],
      defaultId: 0,
    })
  }

  /** Before the page has something done that it must not do by itself. */
  allow({ message, detail }: Question): Promise<boolean> {
    return this.isYes({
      type: 'warning',
      message,
      detail,
      buttons: [say('consent.no'), say('consent.yes')],
      defaultId: 0,
    })
  }

  runFromLink(name: string): Promise<boolean> {
    return this.isYes({
      type: 'question',
      message: say('dialogs.link.message', { name }),
      detail: say('dialogs.link.detail'),
      buttons: [say('dialogs.link.no'), say('dialogs.link.yes')],
      defaultId: 0,
    })
  }

  async tell(message: string): Promise<void> {
    await this.show({ type: 'warning', message, buttons: [say('dialogs.ok')] })
  }

  /** The second button is yes; closing the question is no. */
  private async isYes(options: MessageBoxOptions): Promise<boolean> {
    const { response } = await this.show({ ...options, cancelId: 0 })
    return response === 1
  }

  private show(options: MessageBoxOptions): Promise<{ readonly response: number }> {
    const owner = this.owner()
    // Names and reasons come from others; a question must look like what it is.
    const safe = { ...options, message: desktopLines(options.message, MAX_MESSAGE) }
    if (!owner) return dialog.showMessageBox(safe)
    // A question goes with its window, and then Electron never answers.
    let decline = () => {}
    const gone = new Promise<{ response: number }>((resolve) => {
      decline = () => resolve({ response: options.cancelId ?? 0 })
    })
    owner.once('closed', decline)
    return Promise.race([dialog.showMessageBox(owner, safe), gone]).finally(() =>
      owner.off('closed', decline),
    )
  }
}

import {
  dialog,
  type BrowserWindow,
  type MessageBoxOptions,
  type MessageBoxSyncOptions,
} from 'electron'

/**
 * Questions that are asked by the system and not by the page: they work without a window, and
 * when the page does not answer any more.
 */
export class Dialogs {
  constructor(private readonly owner: () => BrowserWindow | null) {}

  async wait(): Promise<boolean> {
    return this.isYes({
      type: 'info',
      message: 'Rsync Tasks is at work in a terminal.',
      detail: 'The window opens as soon as the command there has ended.',
      buttons: ['Quit', 'Wait'],
      defaultId: 1,
    })
  }

  quit(activeRuns: number): Promise<boolean> {
    return this.isYes({
      type: 'question',
      message: activeRuns === 1 ? 'A task is running.' : `${activeRuns} tasks are running.`,
      detail:
        'Quitting stops what is running. What has been copied so far stays, and the next run goes on from there.',
      buttons: ['Keep running', 'Stop and quit'],
      defaultId: 0,
    })
  }

  /** The first time the window is closed. True: go on without it. */
  async close(hasTray: boolean): Promise<boolean> {
    const where = hasTray
      ? 'The window closes and the icon in the tray stays: it runs tasks and opens the window again.'
      : 'This desktop has no tray, so the window is minimised instead.'
    return !(await this.isYes({
      type: 'info',
      message: 'Rsync Tasks goes on working, so that tasks run on time.',
      detail: `${where} To end the app, choose Quit in its menu. Settings can change what closing does.`,
      buttons: ['Keep working', 'Quit instead'],
      defaultId: 0,
    }))
  }

  /** The page has something that is not saved. Electron waits for the answer. */
  discard(): boolean {
    const owner = this.owner()
    const options: MessageBoxSyncOptions = {
      type: 'question',
      message: 'Close the window without saving?',
      detail: 'The form has changes that are not saved.',
      buttons: ['Keep editing', 'Discard changes'],
      defaultId: 0,
      cancelId: 0,
    }
    return (
      (owner ? dialog.showMessageBoxSync(owner, options) : dialog.showMessageBoxSync(options)) === 1
    )
  }

  runFromLink(name: string): Promise<boolean> {
    return this.isYes({
      type: 'question',
      message: `Run «${name}» now?`,
      detail: 'A link outside of Rsync Tasks asks for it.',
      buttons: ['Cancel', 'Run now'],
      defaultId: 0,
    })
  }

  tell(message: string): void {
    void this.show({ type: 'warning', message, buttons: ['OK'] })
  }

  /** The second button is yes; closing the question is no. */
  private async isYes(options: MessageBoxOptions): Promise<boolean> {
    const { response } = await this.show({ ...options, cancelId: 0 })
    return response === 1
  }

  private show(options: MessageBoxOptions) {
    const owner = this.owner()
    return owner ? dialog.showMessageBox(owner, options) : dialog.showMessageBox(options)
  }
}

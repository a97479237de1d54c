import { Notification } from 'electron'
import { desktopLine } from '@common/text/visible-text'
import type { RunNote } from './run-notifier'

/** Characters; desktops show less than this, and take what is far longer for an attack. */
const MAX_TITLE = 200
const MAX_BODY = 600

/** Held here, or its click would be lost to the garbage collector. */
const open = new Set<Notification>()

/** Shows a note on the desktop; answers with what takes it away. */
export function showElectronNote({ title, body, isUrgent, onClick }: RunNote): () => void {
  if (!Notification.isSupported()) return () => undefined
  const note = new Notification({
    title: desktopLine(title, MAX_TITLE),
    body: escapeMarkup(desktopLine(body, MAX_BODY)),
    // Some shells hide what is less than normal.
    urgency: isUrgent ? 'critical' : 'normal',
    timeoutType: isUrgent ? 'never' : 'default',
  })
  open.add(note)
  note.on('click', onClick)
  note.on('close', () => open.delete(note))
  note.on('failed', () => open.delete(note))
  note.show()
  return () => {
    open.delete(note)
    note.close()
  }
}

/** On Linux the body may hold markup (Desktop Notifications Specification); names are no markup. */
function escapeMarkup(text: string): string {
  if (process.platform !== 'linux') return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

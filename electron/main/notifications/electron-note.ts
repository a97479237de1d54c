import { Notification } from 'electron'
import type { RunNote } from './run-notifier'

/** Held here, or its click would be lost to the garbage collector. */
const open = new Set<Notification>()

/** Shows a note of macOS or Windows; answers with what takes it away. On Linux this may block. */
export function showElectronNote({ title, body, isUrgent, onClick }: RunNote): () => void {
  if (!Notification.isSupported()) return () => undefined
  const timeoutType = isUrgent ? 'never' : 'default'
  const note = new Notification({ title, body, timeoutType })
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

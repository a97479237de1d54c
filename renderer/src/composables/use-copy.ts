import { t } from '../i18n/i18n'
import { useMessagesStore } from '../stores/messages-store'

/** Copies text and says so. */
export function useCopy() {
  const messages = useMessagesStore()
  return async (text: string, done: string = t('messages.copied')) => {
    if (await copy(text)) messages.show(done)
    else messages.showError(t('messages.notCopied'))
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // The app denies every permission to pages; the old command needs none.
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const origin = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  // Inside the open dialog, if there is one: its focus trap would take the focus back.
  const place = origin?.closest('[role="dialog"]') ?? document.body
  place.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (origin instanceof HTMLElement) origin.focus({ preventScroll: true })
  return done
}

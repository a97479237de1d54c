import { APP_ORIGIN } from '../protocol/app-origin'

/** What is known of the frame a call came from. */
export interface Sender {
  /** Null when the frame is gone already. */
  readonly url: string | null
  readonly isMainFrame: boolean
}

/** Only the main frame of a page of our own may call (Electron's security checklist, 17). */
export function isTrusted({ url, isMainFrame }: Sender): boolean {
  return isMainFrame && url !== null && URL.canParse(url) && originOf(url) === APP_ORIGIN
}

/** `URL.origin` is "null" for schemes it does not know, so it is put together by hand. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

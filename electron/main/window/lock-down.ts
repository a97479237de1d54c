import { app, session } from 'electron'

/**
 * What a page of this app never needs, and a hijacked one must not get: other pages, new windows,
 * web views, and every permission (Electron's security checklist, 5 and 12 to 14).
 */
export function lockDownPages(): void {
  session.defaultSession.setPermissionRequestHandler((_page, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  app.on('web-contents-created', (_event, page) => {
    page.on('will-navigate', (event) => event.preventDefault())
    page.on('will-redirect', (event) => event.preventDefault())
    page.on('will-attach-webview', (event) => event.preventDefault())
    page.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

import { randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { APP_SCHEME } from './app-origin'
import { fileFor, readBelow } from './file-for'

/** The bundler leaves this where a nonce belongs (build/electron.vite.config.ts). */
const NONCE_PLACEHOLDER = /__CSP_NONCE__/g

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }])
}

/** Serves the window's files, and nothing outside `root`, under `app://rsync-tasks/`. */
export function serveApp(root: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileFor(root, request.url) : null
    const type = file === null ? undefined : CONTENT_TYPES[extname(file)]
    const body = file === null || type === undefined ? null : await readBelow(root, file)
    if (body !== null && type !== undefined) return respond(body, type)
    // Chromium takes an empty answer for a page, which then stays blank; this is one that failed to load.
    return type === CONTENT_TYPES['.html'] ? Response.error() : new Response(null, { status: 404 })
  })
}

function respond(body: Buffer, type: string): Response {
  const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }
  if (!type.startsWith('text/html')) return new Response(new Uint8Array(body), { headers })
  const nonce = randomBytes(16).toString('base64')
  const html = body.toString('utf8').replace(NONCE_PLACEHOLDER, nonce)
  return new Response(html, { headers: { ...headers, 'Content-Security-Policy': policy(nonce) } })
}

/** Nothing may be loaded but our own files; Vuetify's theme is the one style with a nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

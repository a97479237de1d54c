import { say } from '@common/i18n/say'

/**
 * The page that is shown where the app's own has failed too often: no script, no file, nothing that
 * could crash. Its colours follow the system by `prefers-color-scheme`.
 * @returns a data: URL
 */
export function crashPageUrl(logPath: string): string {
  const title = escape(say('crash.title'))
  const html = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>:root{color-scheme:light dark}
body{max-width:44em;margin:12vh auto;padding:0 24px;font:16px/1.5 sans-serif}
code{overflow-wrap:anywhere}</style>
<h1>${title}</h1><p>${escape(say('crash.help'))}</p><p>${escape(say('crash.log'))} <code>${escape(logPath)}</code></p>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

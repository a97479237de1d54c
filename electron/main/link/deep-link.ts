export const LINK_SCHEME = 'rsync-tasks'

/** What a link asks for. */
export type LinkRequest = { readonly kind: 'run'; readonly taskId: number }

/**
 * Reads `rsync-tasks://run/ID`. Links come from anywhere, so nothing else is understood.
 * @returns null for everything that is not exactly such a link
 */
export function parseLink(text: string): LinkRequest | null {
  const [, id] = /^rsync-tasks:\/\/run\/([1-9]\d{0,14})\/?$/i.exec(text) ?? []
  return id === undefined ? null : { kind: 'run', taskId: Number(id) }
}

export function isLink(text: string): boolean {
  return text.toLowerCase().startsWith(`${LINK_SCHEME}:`)
}

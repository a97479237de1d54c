import { say } from '@common/i18n/say'

/** What a person pasted, apart. */
export interface PastedKey {
  /** One private key, as its program wrote it; null when there is none. */
  readonly privateKey: string | null
  /** Base64 of the public keys beside it. */
  readonly publicKeys: readonly string[]
  /** Why what is there is no private key, as one sentence; null when nothing is recognised. */
  readonly other: string | null
}

const PEM = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/
const PUTTY = /PuTTY-User-Key-File-\d+:[\s\S]*/
const PUBLIC_LINE =
  /^(?:\S+\s+)?((?:ssh|ecdsa|sk)-[a-z0-9@.-]+)\s+"?(AAAA[A-Za-z0-9+/]+={0,3})(?:\s|"|$)/gm

/** What else people take for a private key. */
const OTHERS: readonly (readonly [pattern: RegExp, sentence: () => string])[] = [
  [/-cert-v01@openssh\.com\s+AAAA/, () => say('keyImport.certificate')],
  [/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/, () => say('keyImport.x509')],
  [/---- BEGIN SSH2 (ENCRYPTED )?PRIVATE KEY/, () => say('keyImport.sshCom')],
  [/SSH PRIVATE KEY FILE FORMAT 1\.1/, () => say('keyImport.protocol1')],
  [/-----BEGIN PGP /, () => say('keyImport.pgp')],
  [
    /^(ssh-|ecdsa-|sk-)|BEGIN SSH2 PUBLIC|BEGIN( \w+)? PUBLIC KEY/m,
    () => say('privateKeys.publicKey'),
  ],
]

/**
 * Finds the private key in what a person pasted, with what came along: the public part, comments,
 * headers of other programs, quotation marks, blanks before the lines, a byte order mark, and the
 * line ends of Windows.
 */
export function findPrivateKey(pasted: string): PastedKey {
  const text = tidied(pasted)
  const pem = PEM.exec(text)?.[0]
  const privateKey = pem ?? PUTTY.exec(text)?.[0].trim() ?? null
  const rest = pem === undefined ? text : text.replace(pem, '')
  return {
    privateKey: privateKey === null ? null : `${privateKey}\n`,
    publicKeys: [...rest.matchAll(PUBLIC_LINE)]
      .filter(([, type]) => !type?.includes('-cert-v01'))
      .map(([, , base64]) => base64 ?? ''),
    other: OTHERS.find(([pattern]) => pattern.test(text))?.[1]() ?? null,
  }
}

/** Quoted, indented and Windows' lines as plain ones; one line with `\n` in it as several. */
function tidied(pasted: string): string {
  const lines = /-----BEGIN[^\n]*\\n/.test(pasted) ? pasted.replaceAll('\\n', '\n') : pasted
  return lines
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^[\s>]*["']?/, '').replace(/["',]*\s*$/, ''))
    .join('\n')
    .trim()
}

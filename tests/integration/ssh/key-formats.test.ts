import { readFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { openEngine, tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { refusal } from './support'

const PASSPHRASE = `it's "a" passphrase`

async function fileOf(type: string, ...args: string[]): Promise<string> {
  const file = `${await tempDir()}/key`
  await runOk('ssh-keygen', ['-q', '-t', type, ...args, '-C', 'mine', '-f', file])
  return file
}

const importing = async (file: string, given: Record<string, string> = {}) => {
  const { engine } = await openEngine()
  const privateKey = await readFile(file, 'utf8')
  return engine.credentials.keyPairs.import({ name: 'k', privateKey, ...given })
}

describe('a private key', () => {
  const ciphers = '3des-cbc aes128-cbc aes192-cbc aes256-ctr aes256-gcm@openssh.com'.split(' ')
  it.each(ciphers)('that OpenSSH encrypted with %s is imported', async (cipher) => {
    const args = ['-N', PASSPHRASE, '-Z', cipher, '-a', '40']
    const pair = await importing(await fileOf('ed25519', ...args), { passphrase: PASSPHRASE })
    expect(pair.publicKey).toMatch(/^ssh-ed25519 /)
  })

  it('that many rounds protect is refused at once, with the command that changes it', async () => {
    const file = await fileOf('ed25519', '-N', PASSPHRASE, '-a', '80')
    const began = performance.now()
    expect(await refusal(() => importing(file, { passphrase: PASSPHRASE }))).toMatchObject({
      field: 'privateKey',
      message: expect.stringMatching(/80 rounds of bcrypt.* ssh-keygen -p -a 16 -f KEY$/),
    })
    expect(performance.now() - began).toBeLessThan(1500)
    await runOk('ssh-keygen', ['-p', '-a', '16', '-P', PASSPHRASE, '-N', PASSPHRASE, '-f', file])
    expect(await importing(file, { passphrase: PASSPHRASE })).toMatchObject({ name: 'k' })
  })

  it.each([
    ['PBES2', ['-v2', 'aes-256-cbc']],
    ['PBES1', ['-v1', 'PBE-SHA1-3DES']],
  ])('in PKCS#8 (%s) that many iterations protect is refused at once', async (_name, how) => {
    const file = `${await tempDir()}/key`
    await runOk('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file])
    const protect = (iterations: string) =>
      runOk('openssl', [
        ...['pkcs8', '-topk8', ...how, '-iter', iterations, '-passout', 'pass:secret'],
        ...['-in', file, '-out', `${file}.${iterations}`],
      ])
    await protect('5000000')
    expect(await refusal(() => importing(`${file}.5000000`, { passphrase: 'secret' }))).toEqual({
      field: 'privateKey',
      message: expect.stringMatching(/5000000 iterations.*: openssl pkcs8 -topk8 -iter 100000 /),
    })
    await protect('100000')
    expect(await importing(`${file}.100000`, { passphrase: 'secret' })).toMatchObject({ name: 'k' })
  })

  it('with a cipher that is not read is told its name, with the command that changes it', async () => {
    const file = await fileOf(
      ...(['ed25519', '-N', 'secret', '-Z', 'chacha20-poly1305@openssh.com'] as const),
    )
    expect(await refusal(() => importing(file))).toEqual({
      field: 'privateKey',
      message:
        'This private key is encrypted with chacha20-poly1305@openssh.com, bcrypt, which cannot be read here. To change that, run on a copy of it: ssh-keygen -p -Z aes256-ctr -f KEY',
    })
    await runOk('ssh-keygen', [
      '-p',
      '-Z',
      'aes256-ctr',
      '-P',
      'secret',
      '-N',
      'secret',
      '-f',
      file,
    ])
    await importing(file, { passphrase: 'secret' })
  })

  it.each([
    ['DES-CBC', 'rsa -traditional -des'],
    ['PBE-MD5-DES', 'pkcs8 -topk8 -v1 PBE-MD5-DES'],
    ['rc2-cbc', 'pkcs8 -topk8 -v2 rc2-64-cbc'],
  ])('with the old cipher %s is told so, and openssl changes it', async (cipher, command) => {
    const folder = await tempDir()
    const legacy = ['-provider', 'legacy', '-provider', 'default']
    const run = (...args: string[]) => runOk('openssl', args)
    await run('genrsa', '-out', `${folder}/plain`, '2048')
    const [program = '', ...options] = command.split(' ')
    const files = ['-in', `${folder}/plain`, '-out', `${folder}/KEY`]
    await run(program, ...options, ...files, '-passout', 'pass:secret', ...legacy)
    const told = await refusal(() => importing(`${folder}/KEY`, { passphrase: 'secret' }))
    expect(told).toMatchObject({
      field: 'privateKey',
      message: expect.stringContaining(
        `is encrypted with ${cipher}, which cannot be read`,
      ) as string,
    })
    const change = ['pkey', ...legacy, '-in', `${folder}/KEY`, '-aes256', '-out', `${folder}/NEW`]
    await run(...change, '-passin', 'pass:secret', '-passout', 'pass:secret')
    await importing(`${folder}/NEW`, { passphrase: 'secret' })
  })

  /** A public key of OpenSSH's file format whose kind is told openly, with nothing behind it. */
  const headOf = (type: string) => {
    const field = (text: Buffer | string) => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return Buffer.concat([length, bytes])
    }
    const head = [...['none', 'none', ''].map(field), Buffer.from([0, 0, 0, 1]), field(field(type))]
    const text = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...head]).toString('base64')
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----`
  }

  it.each([
    [
      'of a hardware token',
      headOf('sk-ssh-ed25519@openssh.com'),
      /^This key \(sk-ssh-ed25519@openssh\.com\) works only with its hardware token/,
    ],
    [
      'of ssh.com',
      '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nx\n---- END',
      /ssh-keygen -i -f KEY/,
    ],
    ['of SSH 1', 'SSH PRIVATE KEY FILE FORMAT 1.1\n', /SSH 1, which no host takes/],
    ['of PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----\nx', /PGP key/],
    [
      'that is a certificate of ssh',
      'ssh-ed25519-cert-v01@openssh.com AAAA me',
      /certificate of a key/,
    ],
  ])('%s is called what it is', async (_, privateKey, message) => {
    const { engine } = await openEngine()
    const told = await refusal(() => engine.credentials.keyPairs.import({ name: 'k', privateKey }))
    expect(told).toEqual({ field: 'privateKey', message: expect.stringMatching(message) as string })
  })

  describe('that is pasted', () => {
    type Change = (key: string, publicLine: string) => string
    const lines =
      (change: (line: string) => string): Change =>
      (key) =>
        key.split('\n').map(change).join('\n')
    it.each<readonly [string, Change]>([
      ['with its public part behind it', (key, line) => `${key}\n${line}\n`],
      ['with its public part before it, and comments', (key, line) => `# mine\n${line}\n\n${key}`],
      ['with a line of known_hosts of the same key', (key, line) => `nas ${line}\n${key}`],
      ['with headers of another program', (key) => `Bag Attributes\n  localKeyID: 01\n${key}`],
      ['from Windows, with a byte order mark', (key) => `\uFEFF${key.replaceAll('\n', '\r\n')}`],
      ['indented', lines((line) => `    ${line}  `)],
      ['quoted as in a mail', lines((line) => `> ${line}`)],
      ['in quotation marks', (key) => `"${key.trim()}"`],
      ['as JSON writes it', (key) => JSON.stringify(key)],
    ])('%s is found', async (_, change) => {
      const file = await fileOf('ed25519', '-N', '')
      const publicLine = (await readFile(`${file}.pub`, 'utf8')).trim()
      const privateKey = change(await readFile(file, 'utf8'), publicLine)
      const pair = await importing(file, { privateKey })
      expect(pair.publicKey.split(' ')[1]).toBe(publicLine.split(' ')[1])
    })

    it('with the public part of another key is refused', async () => {
      const [file, other] = [await fileOf('ed25519', '-N', ''), await fileOf('ed25519', '-N', '')]
      const text = `${await readFile(file, 'utf8')}${await readFile(`${other}.pub`, 'utf8')}`
      expect(await refusal(() => importing(file, { privateKey: text }))).toEqual({
        field: 'privateKey',
        message: 'Private key and public key do not match',
      })
    })
  })
})

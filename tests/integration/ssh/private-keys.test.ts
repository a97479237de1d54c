import { createPrivateKey } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { openEngine, tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { refusal } from './support'

const PASSPHRASE = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ äß€ `

async function fileOf(type: string, ...args: string[]): Promise<string> {
  const file = `${await tempDir()}/key`
  await runOk('ssh-keygen', ['-q', '-t', type, ...args, '-C', 'mine', '-f', file])
  return file
}

const importing = async (file: string, given: Record<string, string> = {}) => {
  const { engine } = await openEngine()
  const privateKey = await readFile(file, 'utf8')
  const request = { name: 'k', privateKey, ...given }
  return { engine, pair: await engine.credentials.keyPairs.import(request) }
}

describe('a private key', () => {
  it.each([
    ['ed25519', []],
    ['rsa', ['-b', '2048']],
    ['rsa', ['-b', '2048', '-m', 'PEM']],
    ['rsa', ['-b', '2048', '-m', 'PKCS8']],
    ['ecdsa', []],
    ['ecdsa', ['-b', '521', '-m', 'PKCS8']],
  ] as const)('of type %s (%j) is imported, with and without a passphrase', async (type, args) => {
    for (const passphrase of ['', PASSPHRASE]) {
      const file = await fileOf(type, ...args, '-N', passphrase)
      const { engine, pair } = await importing(file, { passphrase })
      const [kind, base64] = (await readFile(`${file}.pub`, 'utf8')).split(' ')
      expect(pair.publicKey).toBe(`${kind} ${base64} k`)
      // What is exported is a key that OpenSSH reads, and it is the same key.
      const exported = `${await tempDir()}/exported`
      const text = await engine.credentials.keyPairs.privateText(pair.id)
      await writeFile(exported, text, { mode: 0o600 })
      const { stdout } = await runOk('ssh-keygen', ['-y', '-P', '', '-f', exported])
      expect(stdout).toContain(`${kind} ${base64}`)
    }
  })

  it.each(['ed25519', 'rsa', 'ecdsa'])(
    'of type %s is generated as ssh-keygen reads it',
    async (type) => {
      const { engine } = await openEngine()
      const { id, publicKey } = await engine.credentials.keyPairs.generate({ name: type, type })
      const file = `${await tempDir()}/key`
      const text = await engine.credentials.keyPairs.privateText(id)
      await writeFile(file, text, { mode: 0o600 })
      expect((await runOk('ssh-keygen', ['-y', '-f', file])).stdout.trim()).toBe(publicKey)
    },
  )

  it.each([
    ['', 'You must specify a key'],
    ['garbage', /^This is not a private key/],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me', /^This is a public key/],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----', /damaged/],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /damaged/],
  ])('that is %j is refused', async (privateKey, message) => {
    const { engine } = await openEngine()
    const told = await refusal(() => engine.credentials.keyPairs.import({ name: 'k', privateKey }))
    expect(told).toEqual({ field: 'privateKey', message: expect.stringMatching(message) as string })
  })

  it('that is truncated anywhere is refused', async () => {
    const { engine } = await openEngine()
    const lines = (await readFile(await fileOf('ed25519', '-N', ''), 'utf8')).split('\n')
    for (let kept = 1; kept < lines.length - 2; kept++) {
      const privateKey = [...lines.slice(0, kept), ...lines.slice(-2)].join('\n')
      const request = { name: 'k', privateKey }
      expect(await refusal(() => engine.credentials.keyPairs.import(request))).toMatchObject({
        field: 'privateKey',
      })
    }
  })

  it('that is protected asks for its passphrase, and tells a wrong one', async () => {
    const file = await fileOf('ed25519', '-N', PASSPHRASE)
    expect(await refusal(() => importing(file))).toEqual({
      field: 'passphrase',
      message: 'This private key is protected; enter its passphrase',
    })
    expect(await refusal(() => importing(file, { passphrase: 'wrong' }))).toEqual({
      field: 'passphrase',
      message: 'The passphrase does not open this private key',
    })
  })

  it('must fit the public key that is given', async () => {
    const [file, other] = [await fileOf('ed25519', '-N', ''), await fileOf('ed25519', '-N', '')]
    const publicKey = await readFile(`${other}.pub`, 'utf8')
    expect(await refusal(() => importing(file, { publicKey }))).toEqual({
      field: 'publicKey',
      message: 'Private key and public key do not match',
    })
    expect(await refusal(() => importing(file, { publicKey: 'what' }))).toMatchObject({
      message: 'Invalid public key',
    })
    await importing(file, { publicKey: await readFile(`${file}.pub`, 'utf8') })
  })

  const openssl = (command: string) => async () =>
    (await runOk('openssl', command.split(' '))).stdout
  const sshKey =
    (type: string, ...args: string[]) =>
    async () =>
      readFile(await fileOf(type, ...args), 'utf8')
  /** An EC key in the PEM that openssl wrote first, encrypted. */
  const lockedPem = (curve: string, passphrase: string) => async () => {
    const file = join(await tempDir(), 'key')
    await runOk('openssl', ['ecparam', '-genkey', '-noout', '-name', curve, '-out', file])
    const encrypt = ['ec', '-in', file, '-aes128', '-passout', `pass:${passphrase}`]
    return (await runOk('openssl', encrypt)).stdout
  }
  const refused = (field: string, message: string) => ({ field, message })
  const WRONG = refused('passphrase', 'The passphrase does not open this private key')
  const KINDS = refused('privateKey', 'ssh takes ed25519, RSA and ECDSA keys only')

  it.each([
    ['of X25519', openssl('genpkey -algorithm X25519'), KINDS],
    ['of ed448', openssl('genpkey -algorithm ed448'), KINDS],
    [
      'of DSA',
      openssl('dsaparam -genkey 1024'),
      refused('privateKey', 'ssh does not take DSA keys any more'),
    ],
    [
      'of RSA with 768 bits',
      openssl('genrsa 768'),
      refused('privateKey', 'This RSA key is too short; ssh wants 1024 bits at least'),
    ],
    [
      'on a curve of another world',
      openssl('ecparam -genkey -name secp256k1'),
      refused(
        'privateKey',
        'ssh takes ECDSA keys on the curves nistp256, nistp384 and nistp521 only',
      ),
    ],
    [
      'on such a curve, encrypted in the older PEM',
      lockedPem('secp256k1', PASSPHRASE),
      refused(
        'privateKey',
        'ssh takes ECDSA keys on the curves nistp256, nistp384 and nistp521 only',
      ),
    ],
    ['of EC in the older PEM with another passphrase', lockedPem('prime256v1', 'other'), WRONG],
    [
      'in PEM with another passphrase',
      sshKey('rsa', '-b', '1024', '-m', 'PEM', '-N', 'other'),
      WRONG,
    ],
    ['in PKCS8 with another passphrase', sshKey('ecdsa', '-m', 'PKCS8', '-N', 'other'), WRONG],
    [
      'that is a certificate',
      openssl('req -x509 -newkey ed25519 -nodes -keyout /dev/null -subj /CN=x'),
      refused('privateKey', 'This is a certificate for TLS; ssh takes a private key'),
    ],
  ])('%s is refused', async (_, make, expected) => {
    const { engine } = await openEngine()
    const request = { name: 'k', privateKey: await make(), passphrase: PASSPHRASE }
    expect(await refusal(() => engine.credentials.keyPairs.import(request))).toEqual(expected)
  })

  it('is refused for its passphrase also where that happens to give a valid padding', async () => {
    const text = await sshKey('ecdsa', '-m', 'PKCS8', '-N', 'right')()
    const isTold = (passphrase: string) => {
      try {
        createPrivateKey({ key: text, passphrase })
        return false
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ERR_OSSL_BAD_DECRYPT'
      }
    }
    const tries = Array.from({ length: 20_000 }, (_, i) => `wrong ${i}`)
    const passphrase = tries.find((one) => !isTold(one))
    expect(passphrase).toBeDefined()
    const { engine } = await openEngine()
    const request = { name: 'k', privateKey: text, passphrase }
    expect(await refusal(() => engine.credentials.keyPairs.import(request))).toEqual(WRONG)
  })

  it.each([
    ['RSA with 1024 bits, which ssh still takes', openssl('genrsa 1024'), 'ssh-rsa'],
    [
      'ECDSA after its parameters, as openssl writes it',
      openssl('ecparam -genkey -name prime256v1'),
      'ecdsa-sha2-nistp256',
    ],
    [
      'ECDSA, encrypted in the older PEM',
      lockedPem('secp384r1', PASSPHRASE),
      'ecdsa-sha2-nistp384',
    ],
  ])('of %s is imported', async (_, make, type) => {
    const { engine } = await openEngine()
    const request = { name: 'k', privateKey: await make(), passphrase: PASSPHRASE }
    const { publicKey } = await engine.credentials.keyPairs.import(request)
    expect(publicKey.split(' ')[0]).toBe(type)
  })

  /** A key in PuTTY's format. */
  async function puttyKey(type: string, version: number, passphrase: string): Promise<string> {
    const file = await fileOf(type, '-N', '')
    await writeFile(`${file}.pass`, passphrase)
    const format = ['-O', 'private', '--ppk-param', `version=${version}`, '-o', `${file}.ppk`]
    await runOk('puttygen', [file, ...format, '--new-passphrase', `${file}.pass`])
    return readFile(`${file}.ppk`, 'utf8')
  }

  it("in PuTTY's older format is imported where it is RSA, with and without a passphrase", async () => {
    for (const passphrase of ['', PASSPHRASE]) {
      const { engine } = await openEngine()
      const { keyPairs } = engine.credentials
      const privateKey = await puttyKey('rsa', 2, passphrase)
      expect(
        await keyPairs.import({ name: 'k', privateKey, passphrase: PASSPHRASE }),
      ).toMatchObject({
        publicKey: expect.stringMatching(/^ssh-rsa \S+ k$/) as string,
      })
      if (passphrase === '') continue
      expect(await refusal(() => keyPairs.import({ name: 'l', privateKey }))).toMatchObject({
        field: 'passphrase',
      })
      const request = { name: 'l', privateKey, passphrase: 'wrong' }
      expect(await refusal(() => keyPairs.import(request))).toEqual(WRONG)
    }
  })

  it.each([
    ['ed25519', 2],
    ['ed25519', 3],
    ['rsa', 3],
    ['ecdsa', 3],
  ])("of %s in version %i of PuTTY's format says what to do", async (type, version) => {
    const { engine } = await openEngine()
    const importing = (privateKey: string) =>
      engine.credentials.keyPairs.import({ name: 'k', privateKey })
    const open = await puttyKey(type, version, '')
    expect(await refusal(() => importing(open))).toEqual({
      field: 'privateKey',
      message: expect.stringMatching(
        new RegExp(
          `^This PuTTY key \\(version ${version}, \\S*${type}\\S*\\) cannot be read here\\. In PuTTYgen`,
        ),
      ) as string,
    })
    const locked = await refusal(async () => importing(await puttyKey(type, version, PASSPHRASE)))
    const kdf = version === 3 ? ', Argon2id' : ''
    expect((locked as { message: string }).message).toContain(`aes256-cbc${kdf})`)
    // The command that it tells does what it says.
    const file = `${await tempDir()}/KEY`
    await writeFile(`${file}.ppk`, open)
    await runOk('puttygen', [`${file}.ppk`, '-O', 'private-openssh', '-o', file])
    await importing(await readFile(file, 'utf8'))
  })
})

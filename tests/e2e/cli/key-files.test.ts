import { readFile } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { makeDataDir, runCli } from '../../support/cli'
import { tempDir } from '../../support/engine'
import { runOk } from '../../support/run'

/** How openssl makes KEY, encrypted with the passphrase `secret` where it encrypts. */
const KEYS: readonly (readonly [command: string, told: RegExp | null])[] = [
  ['rsa -in RSA -traditional -aes192 -out KEY', null],
  ['rsa -in RSA -traditional -des -out KEY', null],
  ['rsa -in RSA -traditional -camellia256 -out KEY', /encrypted with CAMELLIA-256-CBC, which/],
  ['rsa -in RSA -traditional -aria128 -out KEY', /encrypted with ARIA-128-CBC, which/],
  ['pkcs8 -in RSA -topk8 -v2 aes256 -out KEY', null],
  ['pkcs8 -in RSA -topk8 -v2 aes256 -v2prf hmacWithSHA1 -out KEY', null],
  ['pkcs8 -in RSA -topk8 -v2 aes256 -v2prf hmacWithSHA512 -out KEY', /aes, hmacWithSHA512, which/],
  ['pkcs8 -in RSA -topk8 -scrypt -out KEY', /encrypted with aes, scrypt, which/],
  ['pkcs8 -in RSA -topk8 -v2 camellia256 -out KEY', /encrypted with camellia, which/],
  ['pkcs8 -in RSA -topk8 -v1 PBE-MD5-DES -out KEY', /encrypted with PBE-MD5-DES, which/],
  ['genpkey -algorithm ed25519 -aes256 -out KEY', null],
  ['genpkey -algorithm ed448 -aes256 -out KEY', /^ssh takes ed25519, RSA and ECDSA keys only/],
  ['genpkey -algorithm ed448 -out KEY', /^ssh takes ed25519, RSA and ECDSA keys only/],
  ['ecparam -name secp256k1 -genkey -noout -out KEY', /^ssh takes ECDSA keys on the curves nistp/],
  ['pkcs8 -in K1 -topk8 -nocrypt -out KEY', /^ssh takes ECDSA keys on the curves nistp/],
  ['pkcs8 -in K1 -topk8 -v2 aes256 -out KEY', /^ssh takes ECDSA keys on the curves nistp/],
  ['ecparam -name prime256v1 -genkey -noout -out KEY', null],
]
const LEGACY = ['-provider', 'legacy', '-provider', 'default']

it('a key is imported, or told by its cipher or kind, by the app that reads it', async () => {
  const [cwd, here] = [await tempDir(), { dataDir: await makeDataDir() }]
  const openssl = (...args: string[]) => runOk('openssl', args, { cwd })
  await openssl('genrsa', '-out', 'RSA', '2048')
  await openssl('ecparam', '-name', 'secp256k1', '-genkey', '-noout', '-out', 'K1')
  for (const [command, told] of KEYS) {
    const isLocking = /-(v1|v2|scrypt|aes\d+|des|camellia\d+|aria\d+)\b/.test(command)
    const option = command.startsWith('genpkey') ? '-pass' : '-passout'
    const locking = isLocking ? [option, 'pass:secret'] : []
    await openssl(...command.split(' '), ...locking, ...LEGACY)
    const key = { name: command, private_key: await readFile(`${cwd}/KEY`, 'utf8') }
    const input = JSON.stringify(isLocking ? { ...key, passphrase: 'secret' } : key)
    const importing = ['keypairs', 'import', '--file', '-', '--allow-basic-text', '--json']
    const { code, stdout } = await runCli(importing, { ...here, input })
    if (told === null) expect([command, code]).toEqual([command, 0])
    else {
      const { errors } = JSON.parse(stdout) as { errors: unknown[] }
      const error = { field: 'private_key', message: expect.stringMatching(told) as string }
      expect([command, errors]).toEqual([command, [error]])
    }
  }
})

import { writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { isHostKey } from '@core/ssh/host-key'
import { mpint, string } from '@core/ssh/wire-format'
import { tempDir } from '../../support/engine'
import { run } from '../../support/run'
import { makeKeyPair, type KeyType } from '../../support/ssh-keys'

const BIG = Buffer.alloc(256, 0xa5)
const blob = (type: string, ...fields: readonly Buffer[]) => ({
  type,
  base64: Buffer.concat([string(type), ...fields]).toString('base64'),
})
const made = async (kind: KeyType) => {
  const { publicKey } = await makeKeyPair(`${await tempDir()}/key`, kind)
  const [type = '', base64 = ''] = publicKey.split(' ')
  return { type, base64, bytes: Buffer.from(base64, 'base64') }
}
type Key = Pick<Awaited<ReturnType<typeof made>>, 'type' | 'base64'>

/** What ssh's own reader says of the line. */
async function isOneToSsh({ type, base64 }: Key): Promise<boolean> {
  const file = `${await tempDir()}/line`
  await writeFile(file, `${type} ${base64}\n`)
  return (await run('ssh-keygen', ['-l', '-f', file])).code === 0
}

it.each<KeyType>(['ed25519', 'ecdsa', 'rsa'])('a host key of kind %s is one', async (kind) => {
  const { type, base64, bytes } = await made(kind)
  expect(isHostKey({ type, base64 })).toBe(true)
  expect(isHostKey({ type, base64: base64.replace(/=+$/, '') })).toBe(true)
  const wrong: Key[] = [
    { type: '@revoked', base64 },
    { type: '@cert-authority', base64 },
    { type: kind === 'rsa' ? 'ssh-ed25519' : 'ssh-rsa', base64 },
    { type, base64: bytes.subarray(0, -1).toString('base64') },
    { type, base64: Buffer.concat([bytes, Buffer.from([0])]).toString('base64') },
    { type, base64: `${base64.slice(0, 40)}=${base64.slice(40)}` },
  ]
  for (const key of wrong) {
    expect(isHostKey(key)).toBe(false)
    expect(await isOneToSsh(key)).toBe(false)
  }
})

const SK = 'sk-ssh-ed25519@openssh.com'
it.each<[boolean, Key]>([
  [true, blob(SK, string(BIG.subarray(0, 32)), string('ssh:'))],
  [false, { type: 'ssh-ed25519', base64: 'AAAA' }],
  [false, { type: 'ssh-ed25519', base64: '' }],
  [false, blob('ssh-ed25519', string(BIG.subarray(0, 31)))],
  [false, blob(SK, string(BIG.subarray(0, 32)))],
  [false, blob('ssh-rsa', mpint(Buffer.from([1, 0, 1])), mpint(BIG.subarray(0, 64)))],
  [false, blob('ecdsa-sha2-nistp256', string('nistp256'), string(BIG.subarray(0, 65)))],
  [false, blob('ecdsa-sha2-nistp256', string('nistp384'), string(BIG.subarray(0, 65)))],
  [false, blob('ssh-other', string(BIG))],
  [false, blob('__proto__', string(BIG))],
])('%j is what ssh says of %j', async (isOne, key) => {
  expect(isHostKey(key)).toBe(isOne)
  expect(await isOneToSsh(key)).toBe(isOne)
})

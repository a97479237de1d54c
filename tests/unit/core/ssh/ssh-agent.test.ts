import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { isSignedBy } from '@core/ssh/host-signature'
import { PrivateKey } from '@core/ssh/private-key'
import { AgentConnection, AnnouncedSessions } from '@core/ssh/ssh-agent'
import { string, uint32, WireReader } from '@core/ssh/wire-format'

const SIGN_RESPONSE = 14
const SUCCESS = 6
const FAILURE = 5
const SHA512_FLAG = 4

const key = PrivateKey.generate('ed25519')
const host = PrivateKey.generate('ed25519')
const otherHost = PrivateKey.generate('ed25519')

interface Wanted {
  readonly sessionId: Buffer
  readonly user: string
  readonly method: string
  readonly service: string
  readonly type: number
  readonly hasSignature: number
  readonly algorithm: string
  readonly key: Buffer
  readonly hostKey: Buffer | null
  readonly more: Buffer
}

let sessionId = randomBytes(32)
beforeEach(() => void (sessionId = randomBytes(32)))

/** The data that ssh has signed when it signs in as anna, with changes to it. */
function signIn(changes: Partial<Wanted> = {}): Buffer {
  const wanted: Wanted = {
    ...{ sessionId, user: 'anna', method: 'publickey', service: 'ssh-connection' },
    ...{ type: 50, hasSignature: 1, algorithm: 'ssh-ed25519', key: key.publicBlob() },
    ...{ hostKey: null, more: Buffer.alloc(0), ...changes },
  }
  return Buffer.concat([
    string(wanted.sessionId),
    Buffer.from([wanted.type]),
    ...[string(wanted.user), string(wanted.service), string(wanted.method)],
    Buffer.from([wanted.hasSignature]),
    ...[string(wanted.algorithm), string(wanted.key)],
    ...(wanted.hostKey ? [string(wanted.hostKey)] : []),
    wanted.more,
  ])
}

const HOSTBOUND = 'publickey-hostbound-v00@openssh.com'

const request = (data: Buffer, blob = key.publicBlob()) =>
  Buffer.concat([Buffer.from([13]), string(blob), string(data), uint32(0)])

/** How ssh tells the agent which session it is part of. */
function bind(
  changes: { key?: Buffer; id?: Buffer; signature?: Buffer; isForwarded?: number } = {},
): Buffer {
  const id = changes.id ?? sessionId
  return Buffer.concat([
    ...[Buffer.from([27]), string('session-bind@openssh.com')],
    ...[string(changes.key ?? host.publicBlob()), string(id)],
    string(changes.signature ?? host.sign(id, SHA512_FLAG)),
    Buffer.from([changes.isForwarded ?? 0]),
  ])
}

/** A connection to an agent that expects one session of anna with the pinned host. */
function connection(isBindingExpected = true, sessions = announced(1)): AgentConnection {
  const place = { username: 'anna', hostKeys: [host.publicBlob()], isBindingExpected }
  return new AgentConnection(key, place, sessions)
}

function announced(count: number): AnnouncedSessions {
  const sessions = new AnnouncedSessions()
  for (let i = 0; i < count; i++) sessions.announce()
  return sessions
}

describe('the agent of a run', () => {
  it.each([
    ['old', {}],
    ['host-bound', { method: HOSTBOUND, hostKey: host.publicBlob() }],
  ])('signs the sign-in (%s) of the session it was made for', (_, changes) => {
    const agent = connection()
    expect(agent.answer(bind())[0]).toBe(SUCCESS)
    const data = signIn(changes)
    const reader = new WireReader(agent.answer(request(data)))
    expect(reader.byte()).toBe(SIGN_RESPONSE)
    expect(isSignedBy(key.publicBlob(), reader.string(), data)).toBe(true)
  })

  it.each<[what: string, data: () => Buffer]>([
    ['a file (SSHSIG)', () => Buffer.concat([Buffer.from('SSHSIG'), string('file'), string('')])],
    ['nothing', () => Buffer.alloc(0)],
    ['random bytes', () => randomBytes(200)],
    ['another session', () => signIn({ sessionId: randomBytes(32) })],
    ['another user', () => signIn({ user: 'root' })],
    ['another service', () => signIn({ service: 'ssh-userauth' })],
    ['another method', () => signIn({ method: 'hostbased' })],
    ['another message', () => signIn({ type: 51 })],
    ['a question for the key', () => signIn({ hasSignature: 0 })],
    ['another key', () => signIn({ key: otherHost.publicBlob() })],
    ['another algorithm', () => signIn({ algorithm: 'ssh-ed25519-cert-v01@openssh.com' })],
    ['another host', () => signIn({ method: HOSTBOUND, hostKey: otherHost.publicBlob() })],
    ['a host-bound sign-in without its host', () => signIn({ method: HOSTBOUND })],
    ['more than a sign-in', () => signIn({ more: string('more') })],
  ])('signs no %s', (_, data) => {
    const agent = connection()
    expect(agent.answer(bind())[0]).toBe(SUCCESS)
    expect([...agent.answer(request(data()))]).toEqual([FAILURE])
  })

  it.each<[what: string, message: () => Buffer]>([
    ['with a host that is not pinned', () => bind({ key: otherHost.publicBlob() })],
    ['that the host did not sign', () => bind({ signature: otherHost.sign(sessionId, 0) })],
    [
      'whose signature is of another session',
      () => bind({ signature: host.sign(randomBytes(32), 0) }),
    ],
    ['whose signature is none', () => bind({ signature: randomBytes(60) })],
    ['that was handed on to another host', () => bind({ isForwarded: 1 })],
  ])('signs nothing in a session %s', (_, message) => {
    for (const isBindingExpected of [true, false]) {
      const agent = connection(isBindingExpected)
      expect([...agent.answer(message())]).toEqual([FAILURE])
      expect([...agent.answer(request(signIn()))]).toEqual([FAILURE])
    }
  })

  it('signs nothing on a connection that shows two sessions, or a second one that is handed on', () => {
    for (const second of [bind({ id: randomBytes(32) }), bind({ isForwarded: 1 })]) {
      const agent = connection()
      expect(agent.answer(bind())[0]).toBe(SUCCESS)
      expect([...agent.answer(second)]).toEqual([FAILURE])
      expect([...agent.answer(request(signIn()))]).toEqual([FAILURE])
    }
  })

  it('signs nothing for a client that proves no session, where ssh does', () => {
    expect([...connection(true).answer(request(signIn()))]).toEqual([FAILURE])
    expect(connection(false).answer(request(signIn()))[0]).toBe(SIGN_RESPONSE)
  })

  it.each([true, false])(
    'signs no second session, on whatever connection (bound: %s)',
    (isBound) => {
      const sessions = announced(1)
      const ask = (id: Buffer) => {
        const agent = connection(isBound, sessions)
        if (isBound) expect(agent.answer(bind({ id }))[0]).toBe(SUCCESS)
        return agent.answer(request(signIn({ sessionId: id })))[0]
      }
      const [first, second] = [randomBytes(32), randomBytes(32)]
      expect([ask(first), ask(first), ask(second)]).toEqual([SIGN_RESPONSE, SIGN_RESPONSE, FAILURE])
      sessions.announce()
      expect([ask(second), ask(randomBytes(32))]).toEqual([SIGN_RESPONSE, FAILURE])
    },
  )

  it('adds no key, removes none and locks nothing', () => {
    for (const type of [17, 18, 19, 20, 21, 22, 23, 25, 26])
      expect([...connection().answer(Buffer.from([type, 0, 0, 0, 0]))]).toEqual([FAILURE])
  })
})

describe('the signature of a host', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'] as const)('of an %s key is told from others', (type) => {
    const [signer, data] = [PrivateKey.generate(type), randomBytes(32)]
    for (const flags of [0, 2, 4]) {
      const signature = signer.sign(data, flags)
      expect(isSignedBy(signer.publicBlob(), signature, data)).toBe(true)
      expect(isSignedBy(signer.publicBlob(), signature, randomBytes(32))).toBe(false)
      expect(isSignedBy(PrivateKey.generate(type).publicBlob(), signature, data)).toBe(false)
    }
  })

  it('of bytes that are no key or no signature is none', () => {
    const data = randomBytes(32)
    const good = host.sign(data, 0)
    const blobs = [
      Buffer.alloc(0),
      randomBytes(51),
      ...['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'ssh-dss'].map((type) =>
        Buffer.concat([string(type), string(randomBytes(5)), string(randomBytes(3))]),
      ),
    ]
    for (const blob of blobs) expect(isSignedBy(blob, good, data)).toBe(false)
    for (const signature of [Buffer.alloc(0), randomBytes(9), good.subarray(0, 40)])
      expect(isSignedBy(host.publicBlob(), signature, data)).toBe(false)
  })
})

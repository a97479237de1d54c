import { expect, it } from 'vitest'
import { checkConnection } from '@common/ssh/credential-schemas'
import { hostKeyLines, knownHostsText } from '@common/ssh/host-key-text'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBXS'

it.each([
  [KEY],
  [`${KEY} a comment`],
  [`nas ${KEY}`],
  [`nas,192.0.2.7 ${KEY} a comment`],
  [`[nas.example.com]:2222 ${KEY}`],
  [`|1|F1E2d3C4b5A6978890abcdefabcdefabcde=|0123456789abcdefghijABCDEFG= ${KEY}`],
  [`  "${KEY}"  `],
  [`\uFEFF# ssh-keyscan\r\n\r\nnas ${KEY}\r\n`],
])('%j is one key, whatever line it was', (text) => {
  const [line, ...more] = hostKeyLines(text)
  expect(line?.startsWith(KEY)).toBe(true)
  expect(more).toEqual([])
  expect(knownHostsText({ host: 'Box', port: 22 }, text)).toMatch(/^box ssh-ed25519 AAAA/)
})

it('several lines are several keys', () => {
  expect(hostKeyLines(`nas ${KEY}\n# two\nnas ssh-rsa AAAAB3\n`)).toEqual([KEY, 'ssh-rsa AAAAB3'])
})

it.each([
  ['@cert-authority', 'signs the keys of hosts'],
  ['@revoked', 'must not be trusted'],
])('a line with %s is refused, with the reason', (marker, reason) => {
  const place = { name: 'n', host: 'nas', username: 'ada', keypairId: 1 }
  const checked = checkConnection({ ...place, remoteHostKey: `${marker} *.example ${KEY}` })
  expect(checked).toMatchObject({
    ok: false,
    errors: [{ field: 'remoteHostKey', message: expect.stringContaining(reason) as string }],
  })
})

it.each([
  ['[::1]', { host: '::1', port: 22, username: 'root' }],
  ['bob@nas:2222', { host: 'nas', port: 2222, username: 'bob' }],
  ['ssh://bob@[fd00::1]:2222/srv', { host: 'fd00::1', port: 2222, username: 'bob' }],
])('the host %s says where it is and who signs in', (host, value) => {
  expect(checkConnection({ name: 'n', host, keypairId: 1 })).toMatchObject({ ok: true, value })
})

it.each([
  ['bob@nas', { username: 'ada' }],
  ['nas:2222', { port: 22 }],
])('the host %s is refused beside another %j', (host, given) => {
  const checked = checkConnection({ name: 'n', host, keypairId: 1, ...given })
  expect(checked).toMatchObject({ ok: false, errors: [{ field: 'host' }] })
})

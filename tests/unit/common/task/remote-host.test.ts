import { describe, expect, it } from 'vitest'
import { bracketed, isUserName, parseRemoteHost } from '@common/task/remote-host'

describe('Remote Host', () => {
  it.each([
    ['nas', null, 'nas', null],
    ['nas.example.com', null, 'nas.example.com', null],
    ['nas.', null, 'nas.', null],
    ['_srv', null, '_srv', null],
    ['日本', null, '日本', null],
    ['192.0.2.7', null, '192.0.2.7', null],
    ['bob@nas', 'bob', 'nas', null],
    ['bob@corp.example@nas', 'bob@corp.example', 'nas', null],
    ['DOMAIN\\bob@nas', 'DOMAIN\\bob', 'nas', null],
    ['nas:873', null, 'nas', 873],
    ['bob@nas:65535', 'bob', 'nas', 65535],
    ['::1', null, '::1', null],
    ['::', null, '::', null],
    ['2001:db8::7', null, '2001:db8::7', null],
    ['::ffff:192.0.2.7', null, '::ffff:192.0.2.7', null],
    ['fe80::1%eth0', null, 'fe80::1%eth0', null],
    ['[::1]', null, '::1', null],
    ['[::1]:873', null, '::1', 873],
    ['bob@[fe80::1%eth0]:22', 'bob', 'fe80::1%eth0', 22],
  ])('%s is user %s at host %s, port %s', (text, user, host, port) => {
    expect(parseRemoteHost(text)).toEqual({ user, host, port })
  })

  it.each([
    ...['', ' ', 'a b', ' nas', 'nas ', 'nas\n', 'na\u0007s', 'nas\0'],
    ...['-oProxyCommand=x', '-nas', 'bob@-nas', '-l@nas', '@nas', 'bob@', 'bob @nas'],
    ...['nas:', 'nas:0', 'nas:65536', 'nas:022', 'nas:x', 'nas:1:2', 'nas:-1', 'nas:2e1'],
    ...['[::1', '::1]', '[nas]', '[nas]:22', '[]', '[::1]:0', '[::1]x', '[::1]22'],
    ...['nas/x', 'bob/x@nas', 'bob:pw@nas', 'a;b', '$(id)', 'nas|x', '%h', "o'nas", 'bob`id`@nas'],
  ])('%j is refused', (text) => {
    expect(parseRemoteHost(text)).toBeNull()
  })

  it.each([
    ['host', 253, (host: string) => host],
    ['zone', 246, (zone: string) => `[fe80::%${zone}]:22`],
    ['user', 255, (user: string) => `${user}@nas`],
  ])('with a %s of more than %i characters is refused', (_, most, text) => {
    expect(parseRemoteHost(text('x'.repeat(most)))).not.toBeNull()
    expect(parseRemoteHost(text('x'.repeat(most + 1)))).toBeNull()
  })
})

describe('a user name', () => {
  it.each(['ada', 'ada.l', 'ada-l', '_svc', 'svc$', 'a+b', 'a@b', 'Ädä', 'DOMAIN\\ada', '0'])(
    '%s may stand before @',
    (name) => expect(isUserName(name)).toBe(true),
  )

  it.each([
    ...['', '-ada', 'a b', 'a\tb', 'a:b', 'a/b', 'a\0b', 'a\u0007', 'a\u0085b', 'a"b', "a'b"],
    ...['a`b', 'a<b', 'a>b', 'a|b', 'a;b', 'a&b', 'a*b', 'a?b', 'a(b', 'a)b', 'a[b', 'a]b'],
    ...['a{b', 'a}b'],
  ])('%j may not', (name) => {
    expect(isUserName(name)).toBe(false)
  })
})

describe('a host in brackets', () => {
  it.each([
    ['nas', 'nas'],
    ['192.0.2.7', '192.0.2.7'],
    ['::1', '[::1]'],
    ['fe80::1%eth0', '[fe80::1%eth0]'],
  ])('%s is written %s', (host, expected) => {
    expect(bracketed(host)).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { checkConnection } from '@common/ssh/credential-schemas'

it.each(['${path}', '{line}', '@:menu.file', 'one | two'])(
  'a line that is no host key is repeated as it was typed: %s',
  (line) => {
    const settings = { name: 'n', host: 'h', username: 'u', keypairId: 1, remoteHostKey: line }
    expect(checkConnection(settings)).toEqual({
      ok: false,
      errors: [
        {
          field: 'remoteHostKey',
          message: `This line is not a host key (type, then base64): ${line}`,
        },
      ],
    })
  },
)

describe('a connection', () => {
  const errorsOf = (given: object) => {
    const place = { name: 'n', host: 'nas', username: 'ada', keypairId: 1 }
    const checked = checkConnection({ ...place, ...given })
    return checked.ok ? [] : checked.errors.map(({ field }) => field)
  }

  it.each(['nas', 'nas.example.com', '192.0.2.1', 'fd00::1', 'fe80::1%eth0'])(
    'leads to the host %s',
    (host) => expect(errorsOf({ host })).toEqual([]),
  )

  it.each(['', ' ', 'a b', '-oProxyCommand=id', '%h', 'nas%h', '$(id)', 'nas\n', 'bob@nas', 'a/b'])(
    'leads to no host %j',
    (host) => expect(errorsOf({ host })).toEqual(['host']),
  )

  it.each(['', 'a b', '-l', 'a\nb', '$(id)', 'a:b'])('has no user %j', (username) =>
    expect(errorsOf({ username })).toEqual(['username']),
  )
})

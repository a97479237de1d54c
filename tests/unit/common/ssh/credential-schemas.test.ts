import { expect, it } from 'vitest'
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

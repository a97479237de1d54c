import { expect, it } from 'vitest'
import { Accounts } from '@core/system/accounts'

/** In the passwd of no computer. */
const NOBODY_KNOWS = 1_999_999_999

const isRoot = process.getuid?.() === 0

it.runIf(isRoot)('a user whom the computer does not know is told so in a sentence', () => {
  process.seteuid?.(NOBODY_KNOWS)
  try {
    expect(() => new Accounts()).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        message: `The user with the number ${NOBODY_KNOWS} is not among the users of this computer, which ssh has to know. Start Rsync Tasks as one who is.`,
      }),
    )
  } finally {
    process.seteuid?.(0)
  }
})

it('the user who runs the tests is known', () => {
  expect(new Accounts().current.uid).toBe(process.getuid?.())
})

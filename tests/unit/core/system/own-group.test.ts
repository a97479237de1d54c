import { expect, it } from 'vitest'
import { isAloneInGroup } from '@core/system/own-group'

const ANNA = { uid: 1000, gid: 1000 }
const USERS = 'root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\n'
const BEN = 'ben:x:1001:1001::/home/ben:/bin/sh\n'
const GROUPS = 'root:x:0:\nanna:x:1000:\nusers:x:100:\n'

it.each([
  ['the own group', 1000, GROUPS, USERS + BEN, true],
  ['the own group with the user named in it', 1000, 'anna:x:1000:anna\n', USERS, true],
  ['the group of root', 0, GROUPS, USERS + BEN, true],
  ['one with another member', 1000, 'anna:x:1000:ben\n', USERS + BEN, false],
  ['the first group of another user', 1000, GROUPS, `${USERS}ben:x:1001:1000:::\n`, false],
  ['the group of root with another member', 0, 'root:x:0:ben\n', USERS + BEN, false],
  ['the group of root, the first of another', 0, GROUPS, `${USERS}ben:x:1001:0:::\n`, false],
  ['a group for many', 100, GROUPS, `${USERS}`, false],
  ['one that is nowhere written', 1000, '', USERS, false],
  ['that of a user who is nowhere written', 1000, GROUPS, BEN, false],
])('%s is told from one that others share', (_, gid, groups, users, isAlone) => {
  expect(isAloneInGroup(ANNA, gid, groups, users)).toBe(isAlone)
})

it('a first group that has not the name of the user is not the own one', () => {
  const user = { uid: 1000, gid: 100 }
  const users = USERS.replace('1000:1000', '1000:100')
  expect(isAloneInGroup(user, 100, GROUPS, users)).toBe(false)
})

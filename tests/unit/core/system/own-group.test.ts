import { expect, it } from 'vitest'
import { isAloneInGroup } from '@core/system/own-group'

const ANNA = 1000
const LOCAL = 'passwd: files systemd\ngroup: files systemd\n'
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
  ['one in which only the user is named', 999, 'anna:x:1000:\ndocker:x:999:anna\n', USERS, true],
  ['one with others beside the user', 999, 'docker:x:999:anna,ben\n', USERS + BEN, false],
  ['a shared first group, alone', 100, GROUPS, USERS.replace('1000:1000', '1000:100'), true],
  ['one for programs', 42, `${GROUPS}shadow:x:42:\n`, USERS, false],
])('%s is told from one that others share', (_, gid, groups, users, isAlone) => {
  expect(isAloneInGroup(ANNA, gid, { groups, users, sources: LOCAL })).toBe(isAlone)
})

it.each([
  [LOCAL, true],
  ['', true],
  ['passwd: files # sss\ngroup: files [SUCCESS=merge] systemd\nhosts: files dns\n', true],
  ['passwd: files sss\ngroup: files\n', false],
  ['passwd: files\ngroup: files ldap\n', false],
  ['passwd: files\ngroup: files\ninitgroups: files winbind\n', false],
])(
  'a group without the name of the user is not the own one where a service knows more (%j)',
  (sources, isAlone) => {
    const groups = `${GROUPS}docker:x:999:anna\n`
    const users = USERS + BEN
    expect(isAloneInGroup(ANNA, 999, { groups, users, sources })).toBe(isAlone)
    expect(isAloneInGroup(ANNA, 1000, { groups, users, sources })).toBe(true)
    expect(isAloneInGroup(ANNA, 0, { groups, users, sources })).toBe(true)
  },
)

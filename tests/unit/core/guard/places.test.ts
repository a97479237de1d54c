import { symlink } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { lookAtPlaces } from '@core/guard/place-findings'
import type { Place } from '@core/guard/place'

import { tempDir } from '../../../support/engine'
import { moduleSettings } from '../../builders'

it.each([
  ['the same folder stays known', '', true],
  ['of another folder nothing is known', '-other', false],
])('where nobody may look now, %s', async (_, suffix, stays) => {
  const path = `${await tempDir()}/loop`
  // In place of a folder that the app may not enter: root may enter all of them.
  await symlink(path, path)
  const place: Place = { ...{ path: `${path}${suffix}/`, realPath: path }, ...DISK }
  const report = await lookAtPlaces({
    task: moduleSettings({ path, direction: 'PULL' }),
    ...{ operands: ['rsync://nas/m', path], far: { isHere: false, home: null }, home: '/' },
    own: { holds: async () => false },
    remembered: { place, operands: [], deletes: false, extra: [], asked: [] },
    homes: async () => [],
  })
  expect(report).toMatchObject({ findings: [], place: stays ? place : null })
})

const DISK = { mountPoint: '/', device: 'UUID 1', disks: [] }

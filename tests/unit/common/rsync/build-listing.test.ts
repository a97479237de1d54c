import { describe, expect, it } from 'vitest'
import { buildListing } from '@common/rsync/build-listing'
import { moduleSettings, sshSettings } from '../../builders'

describe('the listing of a folder that is pushed by its name', () => {
  it.each([
    ['x;id>pwned;y', "'x;id>pwned;y'"],
    ["R&D's", "'R&D'\\''s'"],
    ['$(id) [1]', "'$(id) ?1]'"],
    ['photos', 'photos'],
  ])('gives no part of %j to the remote shell that --old-args has read it', (name, word) => {
    const task = { path: `/srv/${name}`, remotePath: '/b', delete: true }
    const placeOf = (extra: string[]) => buildListing(sshSettings({ ...task, extra })).at(-1)
    const plain = name.replace('[', '?')
    expect(placeOf(['--old-args'])).toMatch(/:\/b\//)
    expect(placeOf(['--old-args'])?.split(':/b/')[1]).toBe(word)
    expect(placeOf([])?.split(':/b/')[1]).toBe(plain)
    const module = moduleSettings({ path: `/srv/${name}`, delete: true, extra: ['--old-args'] })
    expect(buildListing(module).at(-1)).toMatch(/^rsync:/)
    expect(buildListing(module).at(-1)?.endsWith(`/${plain}`)).toBe(true)
  })
})

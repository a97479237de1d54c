import { describe, expect, it } from 'vitest'
import { destinationOf, isHomeFolder, localSource } from '@common/guard/destination'
import { moduleSettings, sshSettings } from '../../builders'

const far = (isHere: boolean) => ({ isHere, home: null })

describe('where a task puts what it copies', () => {
  it.each([
    ['/srv/photos/', '/backup', '/backup'],
    ['/srv/photos', '/backup', '/backup/photos'],
    ['/srv/photos', '/', '/photos'],
    ['/srv/photos/', '/a/../', '/'],
    ['/srv/photos/', '.', '~'],
    ['/srv/photos/', '~', '~'],
    ['/srv/photos/', 'backup/', '~/backup'],
    ['/srv/photos', '~/backup', '~/backup/photos'],
    ['/', '/backup', '/backup'],
  ])('%s to a remote %s', (path, remotePath, to) => {
    const settings = sshSettings({ path, remotePath, remoteHost: 'nas' })
    expect(destinationOf(settings, far(false))).toEqual({ isHere: false, path: to })
  })

  it.each([true, false])('where the other side is this computer: %s', (isHere) => {
    const settings = sshSettings({ path: '/a/', remotePath: '/b', remoteHost: 'nas' })
    expect(destinationOf(settings, far(isHere))).toEqual({ isHere, path: '/b' })
    const pull = { ...settings, direction: 'PULL' as const }
    expect(localSource(pull, far(isHere))).toBe(isHere ? '/b' : null)
  })

  it.each([
    ['.', '/home/anna'],
    ['~/in', '/home/anna/in'],
    ['in', '/home/anna/in'],
    ['~bert/in', '~bert/in'],
    ['/srv', '/srv'],
  ])('%s begins at the home, where that is known', (remotePath, path) => {
    const settings = sshSettings({ path: '/a/', remotePath, remoteHost: 'nas' })
    expect(destinationOf(settings, { isHere: true, home: '/home/anna' })?.path).toBe(path)
  })

  it('is the local folder of a pull, and no folder we know of a module', () => {
    const pull = moduleSettings({ path: '/srv/in/', direction: 'PULL' })
    expect(destinationOf(pull, far(false))).toEqual({ isHere: true, path: '/srv/in' })
    expect(destinationOf(moduleSettings(), far(true))).toBeNull()
    expect(localSource(moduleSettings({ path: '/srv/out' }), far(false))).toBe('/srv/out')
    expect(localSource(pull, far(true))).toBeNull()
  })
})

it.each([
  ...[['/root'], ['/home'], ['/home/anna'], ['/Users/anna'], ['~'], ['~anna'], ['/var/root']],
])('%s is a home folder', (path) => expect(isHomeFolder(path)).toBe(true))

it.each([['/'], ['/home/anna/backup'], ['~/backup'], ['/srv/home'], ['/mnt/root']])(
  '%s is none',
  (path) => expect(isHomeFolder(path)).toBe(false),
)

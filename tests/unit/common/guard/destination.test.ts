import { describe, expect, it } from 'vitest'
import { destinationOf, isHomeFolder, localSource } from '@common/guard/destination'
import { moduleSettings, sshSettings } from '../../builders'

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
    expect(destinationOf(settings)).toEqual({ isHere: false, path: to })
  })

  it.each([
    ['localhost', true],
    ['anna@127.0.0.1', true],
    ['::1', true],
    ['nas', false],
  ])('a remote host %s is this computer: %s', (remoteHost, isHere) => {
    const settings = sshSettings({ path: '/a/', remotePath: '/b', remoteHost })
    expect(destinationOf(settings)).toEqual({ isHere, path: '/b' })
    expect(localSource({ ...settings, direction: 'PULL' })).toBe(isHere ? '/b' : null)
  })

  it('is asked of the saved connection, if there is one', () => {
    const settings = sshSettings({ sshCredentials: 1, remoteHost: null, remotePort: null })
    expect(destinationOf(settings, 'localhost')?.isHere).toBe(true)
    expect(destinationOf(settings, 'nas')?.isHere).toBe(false)
  })

  it('is the local folder of a pull, and no folder we know of a module', () => {
    const pull = moduleSettings({ path: '/srv/in/', direction: 'PULL' })
    expect(destinationOf(pull)).toEqual({ isHere: true, path: '/srv/in' })
    expect(destinationOf(moduleSettings())).toBeNull()
    expect(localSource(moduleSettings({ path: '/srv/out' }))).toBe('/srv/out')
    expect(localSource(pull)).toBeNull()
  })
})

it.each([
  ...[['/root'], ['/home'], ['/home/anna'], ['/Users/anna'], ['~'], ['~anna'], ['/var/root']],
])('%s is a home folder', (path) => expect(isHomeFolder(path)).toBe(true))

it.each([['/'], ['/home/anna/backup'], ['~/backup'], ['/srv/home'], ['/mnt/root']])(
  '%s is none',
  (path) => expect(isHomeFolder(path)).toBe(false),
)

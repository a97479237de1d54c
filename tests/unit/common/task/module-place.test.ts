import { describe, expect, it } from 'vitest'
import { modulePlace } from '@common/task/module-place'
import { moduleSettings } from '../../builders'

const placeOf = (extra: string[], remoteHost = 'nas') =>
  modulePlace(moduleSettings({ extra, remoteHost, remoteModule: 'photos/sub', user: 'anna' }))

describe('where the password of a module goes', () => {
  it('is the module as a whole', () => {
    expect(placeOf([])).toBe('rsync://anna@nas:873/photos')
    expect(placeOf([], 'bert@NAS:8730')).toBe('rsync://bert@nas:8730/photos')
  })

  it.each([
    [['--port=874']],
    [["'--po'rt=874"]],
    [['--port', '874']],
    [['--port', '875']],
    [['-ve', 'ssh other']],
    [['-vessh']],
    [['--rsh=x']],
    [['--sockopts=SO_X']],
    [['--address', '::1']],
  ])('is another place with %j', (extra) => {
    expect(placeOf(extra)).not.toBe(placeOf([]))
  })

  it('tells the values apart, in words of their own or not', () => {
    expect(placeOf(['--port', '874'])).not.toBe(placeOf(['--port', '875']))
    expect(placeOf(['--port 874'])).toBe(placeOf(['--port', '874']))
  })

  it.each([[['-v']], [['--exclude=--port=1']], [['--exclude', '-e']], [['-M--port=1']]])(
    'is the same with %j',
    (extra) => expect(placeOf(extra)).toBe(placeOf([])),
  )
})

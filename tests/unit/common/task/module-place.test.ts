import { describe, expect, it } from 'vitest'
import { isSamePlace, modulePlace, placeText, type ModulePlace } from '@common/task/module-place'
import { moduleSettings } from '../../builders'

const placeOf = (extra: string[], remoteHost = 'nas', remoteModule = 'photos/sub') =>
  modulePlace(moduleSettings({ extra, remoteHost, remoteModule, user: 'anna' })) as ModulePlace
const isSame = (one: readonly string[], other: readonly string[]) =>
  isSamePlace(placeOf([...one]), placeOf([...other]))

describe('where the password of a module goes', () => {
  it('is the module as a whole', () => {
    expect(placeText(placeOf([]))).toBe('rsync://anna@nas:873/photos')
    expect(placeText(placeOf([], 'bert@NAS:8730'))).toBe('rsync://bert@nas:8730/photos')
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
    expect(isSame(extra, [])).toBe(false)
  })

  it('tells the values apart, in words of their own or not', () => {
    expect(isSame(['--port', '874'], ['--port', '875'])).toBe(false)
    expect(isSame(['--port 874'], ['--port', '874'])).toBe(true)
  })

  it.each([[['-v']], [['--exclude=--port=1']], [['--exclude', '-e']], [['-M--port=1']]])(
    'is the same with %j',
    (extra) => expect(isSame(extra, [])).toBe(true),
  )

  it('is not that of which the name says the rest', () => {
    const pairs = [
      [placeOf(['--port=5'], 'nas', 'm'), placeOf([], 'nas', 'm (--port=5)')],
      [placeOf(['--port=5', '--rsh=x'], 'nas', 'm'), placeOf(["'--port=5 --rsh=x'"], 'nas', 'm')],
    ] as const
    for (const [one, other] of pairs) {
      expect(placeText(one)).toBe(placeText(other))
      expect(isSamePlace(one, other)).toBe(false)
    }
  })
})

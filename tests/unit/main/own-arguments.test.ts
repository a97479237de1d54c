import { describe, expect, it } from 'vitest'
import { ownArguments } from '@main/own-arguments'

const APP = '/opt/checkout'

describe('our part of the command line', () => {
  it.each([
    [
      ['list', '--json'],
      ['list', '--json'],
    ],
    [[], []],
    [['--user-data-dir=/tmp/x', 'list'], ['list']],
    [
      ['run', '3', '--user-data-dir=/tmp/x'],
      ['run', '3'],
    ],
    [['--no-sandbox', '--disable-gpu', '--force-device-scale-factor=2'], []],
    [['--enable-logging', '--remote-debugging-port=9222', '--ozone-platform=x11'], []],
    [['--password-store=basic', 'list'], ['list']],
    [
      ['create', '--file', '-'],
      ['create', '--file', '-'],
    ],
    // Only whole switches are foreign.
    [
      ['--no-sandboxes', '--user-data-directory=/x'],
      ['--no-sandboxes', '--user-data-directory=/x'],
    ],
    [
      ['user-data-dir', '-h'],
      ['user-data-dir', '-h'],
    ],
  ])('of %j is %j', (words, expected) => {
    expect(ownArguments(['/usr/bin/rsync-tasks', ...words], '/usr/share/app.asar', true)).toEqual(
      expected,
    )
    expect(ownArguments(['/x/electron', APP, ...words], APP, false)).toEqual(expected)
  })

  it.each([
    [['/x/electron', '--no-sandbox', APP, 'list']],
    [['/x/electron', '--inspect=0', `${APP}/`, 'list']],
    [['/x/electron', `${APP}/build/..`, '--user-data-dir=/x', 'list']],
  ])('begins after the folder that a bare Electron runs: %j', (argv) => {
    expect(ownArguments(argv, APP, false)).toEqual(['list'])
  })

  it('begins after the program in an installed app, also when a word names its folder', () => {
    expect(ownArguments(['/usr/bin/rsync-tasks', 'import', APP], APP, true)).toEqual([
      ...['import', APP],
    ])
  })
})

import {
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  autostartFile,
  isAutostartOn,
  quoteExec,
  turnAutostartOff,
  turnAutostartOn,
} from '@main/login/autostart-file'
import { makeTempDir } from '../../../support/temp-dir'

async function aFile(): Promise<string> {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  return autostartFile({ XDG_CONFIG_HOME: dir.path })
}

function aFileWith(file: string, lines: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `[Desktop Entry]\nType=Application\n${lines}\n`)
}

describe('the autostart file', () => {
  it('stands where the XDG specification says', () => {
    expect(autostartFile({ XDG_CONFIG_HOME: '/c' })).toBe('/c/autostart/rsync-tasks.desktop')
    const home = autostartFile({})
    expect(home).toMatch(/\/\.config\/autostart\/rsync-tasks\.desktop$/)
    expect(autostartFile({ XDG_CONFIG_HOME: 'relative' })).toBe(home)
  })

  it('is written, and taken away', async () => {
    const file = await aFile()
    expect(isAutostartOn(file)).toBe(false)
    turnAutostartOn(file, ['/opt/Rsync Tasks/rsync-tasks', '--hidden'])
    expect(isAutostartOn(file)).toBe(true)
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Rsync Tasks/rsync-tasks" --hidden\n')
    expect(statSync(file).mode & 0o777).toBe(0o644)
    turnAutostartOff(file)
    turnAutostartOff(file)
    expect(isAutostartOn(file)).toBe(false)
  })

  it.each([
    ['Exec=/x --hidden', true],
    ['Exec=/x\nHidden=true', false],
    ['Exec=/x\nHidden=false', true],
    ['Exec=/x\nX-GNOME-Autostart-enabled=false', false],
    ['Exec=/x\nX-GNOME-Autostart-enabled = False', false],
    ['Comment=nothing to start', false],
  ])('with %j is on: %s', async (lines, isOn) => {
    const file = await aFile()
    aFileWith(file, lines)
    expect(isAutostartOn(file)).toBe(isOn)
  })

  it('is not reported when it cannot be written', async () => {
    const file = await aFile()
    writeFileSync(join(dirname(dirname(file)), 'autostart'), 'a file where a folder should be')
    expect(() => turnAutostartOn(file, ['/x'])).toThrow()
    expect(isAutostartOn(file)).toBe(false)
  })
})

it.runIf(process.getuid?.() === 0)(
  'is not touched by root in the home of another user, who could lay links on the way to it',
  async () => {
    const dir = await makeTempDir()
    onTestFinished(() => dir.dispose())
    const [home, roots] = [join(dir.path, 'home'), join(dir.path, 'roots')]
    for (const folder of [home, roots]) mkdirSync(folder)
    symlinkSync(roots, join(home, 'autostart'))
    lchownSync(join(home, 'autostart'), 54_321, 54_321)
    chownSync(home, 54_321, 54_321)
    const file = autostartFile({ XDG_CONFIG_HOME: home })
    aFileWith(join(roots, 'rsync-tasks.desktop'), 'Exec=/x')
    expect(isAutostartOn(file)).toBe(false)
    expect(() => turnAutostartOn(file, ['/x'])).toThrow('in reach of another user')
    expect(() => turnAutostartOff(file)).toThrow('in reach of another user')
    expect(readdirSync(roots)).toEqual(['rsync-tasks.desktop'])
  },
)

describe('an argument of Exec', () => {
  it.each([
    ['/usr/bin/x', '/usr/bin/x'],
    ['--user-data-dir=/a b', '"--user-data-dir=/a b"'],
    ['100%', '"100%%"'],
    ['a"b', '"a\\\\"b"'],
    ['$HOME', '"\\\\$HOME"'],
    ['a\\b', '"a\\\\\\\\b"'],
    ['a\nb', '"a\\nb"'],
    ['', '""'],
  ])('%j is written as %j', (word, text) => {
    expect(quoteExec(word)).toBe(text)
  })
})

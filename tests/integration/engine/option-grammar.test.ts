import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { OPTIONS, specOf, type OptionSpec } from '@common/rsync/option-table'
import { readPoptFile } from '@common/rsync/popt-aliases'
import { readOptions } from '@common/rsync/read-options'
import { spellings } from '../../support/option-spellings'
import { run } from '../../support/run'
import { makeTempDir } from '../../support/temp-dir'

const SEED = Number(process.env['OPTIONS_SEED'] ?? '1')
const CASES = Number(process.env['OPTIONS_CASES'] ?? '80')

/** Values that rsync takes, so that it goes on to tell the other side of them. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ info: 'name', debug: 'none', stderr: 'all', chmod: 'a+r', outbuf: 'L', protocol: '30' },
  ...{ 'max-size': '9k', 'min-size': '1', 'max-alloc': '1g', 'block-size': '700' },
  ...{ 'compress-choice': 'zlib', 'checksum-choice': 'md5', bwlimit: '7', iconv: '.' },
  ...{ 'stop-after': '9', 'stop-at': '2037-01-01', filter: 'P x', suffix: '.x', chown: 'a:b' },
  ...{ 'confine-root': '/', 'exclude-from': '/dev/null', 'include-from': '/dev/null' },
  ...{ 'files-from': '/dev/null', 'remote-option': '--fuzzy', 'log-file': '/dev/null' },
}
const valueFor = (name: string) => VALUES[name] ?? '5'

/** With these rsync does not come as far as the other side, or not by the shell of the test. */
const ELSEWHERE = new Set(['rsh', 'remote-option'])
const TESTED = OPTIONS.filter(({ name, does }) => !does.includes('no-copy') && !ELSEWHERE.has(name))

/** All ways to say an option, and to take it back. */
const sayings = (spec: OptionSpec): string[][] => [
  ...spellings(spec, valueFor(spec.name)),
  ...spec.negations.map((one) => [`--no-${one}`]),
]

/** What rsync makes of words: what it tells the other side, or why it ends. */
async function openShell(popt = '') {
  const folder = await makeTempDir('grammar')
  onTestFinished(() => folder.dispose())
  const said = join(folder.path, 'said')
  const shell = join(folder.path, 'shell')
  await writeFile(shell, `#!/bin/sh\nprintf '%s\\n' "$@" > ${said}\nexit 3\n`)
  await chmod(shell, 0o755)
  await writeFile(join(folder.path, '.popt'), popt)
  const env = (home: string) => ({ PATH: process.env['PATH'] ?? '', HOME: home })
  return async (words: readonly string[], isPull: boolean, home = folder.path) => {
    const operands = isPull ? ['there:x', '.'] : ['.', 'there:x']
    const argv = [...words, '-e', shell, ...operands]
    const { stderr } = await run('rsync', argv, { env: env(home), cwd: folder.path })
    const told = await readFile(said, 'utf8').catch(() => null)
    await rm(said, { force: true })
    return told ?? stderr.split('\n')[0]?.replace(/ \(code.*/s, '')
  }
}

/** The same options as their canonical names say them, each in a word of its own. */
function canonical(words: readonly string[], popt = ''): string[] {
  const { options } = readOptions(words, readPoptFile(popt))
  return options
    .filter(({ isRemote }) => !isRemote)
    .map(({ name, value, isNegated }) => {
      const { letter, negations } = specOf(name)
      if (isNegated) return `--no-${negations[0]}`
      const option = name.length > 1 ? `--${name}` : `-${letter}`
      return value === null ? option : `${option}=${value}`
    })
}

/** Numbers from 0 to below `limit`, the same ones for the same seed. */
function dice(seed: number) {
  let state = seed >>> 0
  return (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

describe('the grammar of options, beside the real rsync', () => {
  it('takes each option in each spelling for what rsync takes it for', async () => {
    const ask = await openShell()
    for (const [index, words] of TESTED.flatMap(sayings).entries()) {
      const isPull = index % 2 === 0
      const { problems } = readOptions(words)
      expect(problems, words.join(' ')).toEqual([])
      const real = await ask(words, isPull)
      expect(real, words.join(' ')).not.toMatch(/unknown option|missing argument|not take/)
      expect(await ask(canonical(words), isPull), words.join(' ')).toBe(real)
    }
  })

  it('knows no option that rsync does not, and rsync none that it does not know', async () => {
    const ask = await openShell()
    const names = OPTIONS.filter(({ value }) => value === 'none').map(({ name }) => name)
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@=.,:+%~#']
    const words = [
      ...names.flatMap((name) => [`--no-${name}`, `--${name.slice(0, -1)}`, `--${name}=1`]),
      ...letters.filter((letter) => !'VeM'.includes(letter)).map((letter) => `-${letter}`),
      ...['-r-n', '-n=1', '--', '-', '--timeout=9x', '--timeout=0x10', '--max-delete=-1'],
    ]
    for (const word of words.filter(
      (one) => !/^--(server|sender|daemon|help|version|detach|no-detach)/.test(one),
    )) {
      const { problems } = readOptions([word, 'P x'])
      const real = (await ask([word, 'P x'], false)) ?? ''
      const isWrong = /unknown option|option does not take|invalid numeric|missing arg/.test(real)
      expect(problems.length > 0, `${word}: ${real}`).toBe(isWrong)
    }
  })

  it(`reads ${CASES} random lines as rsync does, aliases and all`, async () => {
    const popt = [
      'rsync alias --ours --recursive --times --exclude="a b"',
      'rsync alias -Z -z --compress-level',
      'rsync alias -t -t -O',
      'rsync alias --weird --ours --suffix',
    ]
    const text = `${popt.join('\n')}\n`
    const ask = await openShell(text)
    const roll = dice(SEED)
    const all = TESTED.flatMap(sayings)
    const extra = [['--ours'], ['-Z', '3'], ['-vZr', '3'], ['--weird=.y'], ['-ours'], ['-t']]
    for (let count = 0; count < CASES; count++) {
      const lines = Array.from({ length: 1 + roll(6) }, () =>
        roll(4) === 0 ? extra[roll(extra.length)] : all[roll(all.length)],
      )
      const words = lines.flatMap((line) => line ?? [])
      const isPull = roll(2) === 0
      const what = `seed ${SEED}: ${words.join(' ')}`
      const plain = canonical(words, text)
      const told = await ask(words, isPull)
      expect(await ask(plain, isPull, '/nonexistent'), what).toBe(told)
    }
  })

  it('reads the words for the other side with the same grammar', async () => {
    const ask = await openShell()
    const lines = [
      [
        ['-vM--delete', '-M-n'],
        ['delete', 'dry-run'],
      ],
      [
        ['--remote-option=--no-r', '-M', '--log-file=/x'],
        ['recursive', 'log-file'],
      ],
    ] as const
    for (const [words, names] of lines) {
      const { options } = readOptions(words)
      const there = options.filter(({ isRemote }) => isRemote)
      expect(there.map(({ name }) => name)).toEqual(names)
      const told = await ask(words, false)
      for (const { words: said } of there) expect(told).toContain(`\n${said.join('')}\n`)
    }
  })

  it('sees that popt puts an operand into a value', async () => {
    const folder = await makeTempDir('grammar')
    onTestFinished(() => folder.dispose())
    const [from, to] = [join(folder.path, 'from/'), join(folder.path, 'to')]
    const words = ['-r', '--exclude=!#:+', '--', from, to]
    const { code, stdout } = await run('rsync', words)
    expect(readOptions(words).problems).toMatchObject([{ kind: 'takes-operand' }])
    // rsync lists the one that is left, says nothing and ends well or ill, but copies nothing.
    expect({ code, stdout }).not.toMatchObject({ code: 0, stdout: '' })
  })
})

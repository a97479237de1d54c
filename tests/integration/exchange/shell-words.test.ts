import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { posix } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Refused } from '@common/exchange/reading'
import { ScriptState } from '@common/exchange/script-state'
import { walkScript } from '@common/exchange/walk-script'
import { makeTempDir } from '../../support/temp-dir'
import { FOLDERS, randomScript } from '../../support/random-script'
import { run } from '../../support/run'

/*
 * Real shells run the scripts, with an `rsync` that writes down its words, its folder and what it
 * gets in RSYNC_RSH: whatever is taken of a script is what a shell does.
 */

const SHELLS = ['sh', 'bash'] as const
type Shell = (typeof SHELLS)[number]

const CASES = Number(process.env['SHELL_CASES'] ?? 20)
const SEED = Number(process.env['SHELL_SEED'] ?? Date.now() % 1_000_000)

let top = ''
beforeAll(async () => {
  const dir = await makeTempDir('words', 0o755)
  top = dir.path
  const below = FOLDERS.flatMap((one) => FOLDERS.map((other) => `${one}/${other}`))
  for (const folder of [
    'bin',
    ...below,
    ...below.flatMap((one) => FOLDERS.map((x) => `${one}/${x}`)),
  ])
    await mkdir(`${top}/${folder}`, { recursive: true })
  const rsync = `#!/bin/sh\nprintf '%s\\0' "$PWD" "$RSYNC_RSH" "$#" "$@" >> '${top}/said'\n`
  await writeFile(`${top}/bin/rsync`, rsync, { mode: 0o755 })
  return () => dir.dispose()
})

/** Calls of rsync, in an order of their own: those in the background have none. */
async function callsOf(shell: Shell, script: string): Promise<string[]> {
  await writeFile(`${top}/said`, '')
  const env = { PATH: `${top}/bin:${process.env['PATH'] ?? ''}`, TOP: top }
  await run(shell, ['-c', script], { cwd: top, env })
  const said = (await readFile(`${top}/said`, 'utf8')).split('\0')
  const calls: string[] = []
  for (let at = 0; at + 2 < said.length;) {
    const count = Number(said[at + 2])
    calls.push(JSON.stringify([...said.slice(at, at + 2), ...said.slice(at + 3, at + 3 + count)]))
    at += 3 + count
  }
  return calls.sort()
}

/** What an import takes of it, in the same form, and whether that is all. */
function takenOf(shell: Shell, script: string) {
  const state = new ScriptState({ shell, folder: top, user: 'ada', homes: new Map() })
  state.variables.set('TOP', top)
  const { parts } = walkScript(script, state)
  const calls = parts.flatMap(({ outcome }) => {
    if (outcome instanceof Refused) return []
    const folder = outcome.folder === null ? null : posix.normalize(outcome.folder)
    const remoteShell = outcome.environment.get('RSYNC_RSH') ?? ''
    // Refused when it is read.
    if (typeof remoteShell !== 'string') return []
    return JSON.stringify([folder, remoteShell, ...outcome.words.map(({ text }) => text)])
  })
  return { calls: calls.sort(), isAll: calls.length === parts.length }
}

/** What few people write, and what only bash knows. */
const RARE: readonly (readonly [script: string, onlyBash?: true])[] = [
  ['A=/srv/a.b; rsync "${A##*/}" "${A%.*}" ${A%/*} "${A#"/srv"}" "${A%.b}"'],
  ['A=\'[x]\'; B=\'*\'; rsync "${A%$A}" "${A%"$B"}" "${A%$B}"'],
  ['A=\'a}b\'; rsync "${A%\\}b}" ${A%\\}b} "${C:-a\\}b}"'],
  ['A="$HOME/x"; rsync "${A#~}" "${A#~/}"'],
  ['set -- a "b c"; rsync "${@+"$@"}"'],
  ['set -- a "b c"; rsync ${1+"$@"} "${@:-x}"'],
  ['set --; rsync "${@-x}" x'],
  ['f() { rsync "$1" "${2:?}"; }; f a'],
  ['f() { rsync "$1" "${2?}"; }; f a ""'],
  ['f() { local s=$1 d=$s/x; rsync "$s" "$d"; }; s=q; f a'],
  ['A=q; export A=x B=$A; rsync $A $B'],
  ['A=q; readonly A=x B=$A; rsync $A $B'],
  ['readonly A=x\nA=y\nrsync $A'],
  ['A=x\nunset -f A\nrsync "${A:-y}"'],
  ['A=x; command . /dev/null; rsync "${A}"'],
  ['A=x; for i in $((A=2)); do :; done; rsync $A'],
  ['A=; echo x > "$TOP/${A:=y}"; rsync "$A"'],
  ['A=x; export A"=y"; rsync $A'],
  ['cat <<$A\nrsync no\n$A\nrsync x'],
  ['R=$(command -v rsync); "$R" -a /a/ b:'],
  ['A=(-a "x y"); rsync "${A[@]+"${A[@]}"}" ${A[@]+"${A[@]}"}', true],
  ['A=(); rsync x "${A[@]-y}"', true],
  ['A=(x y); A=z; rsync "${A[@]}"', true],
  ['A=x; printf -vA y; rsync $A', true],
  ['A=(x); read -raA <<< "y z"; rsync "${A[@]}"', true],
  ['export RSYNC_RSH=x; declare +x RSYNC_RSH; rsync y', true],
  ['A=x; declare "A=y"; rsync $A', true],
  ['A=x; builtin . /dev/null; rsync "$A"', true],
  ['A=x; time -p A=y; rsync $A', true],
  ['A=x; f() { A=y; }; time f; rsync $A', true],
  ['rsync {a..e..2} {e..a..3}', true],
  ['i=5\nfor ((i=0; i<2; i++)); do\n  rsync -a /a/$i b:\ndone', true],
  ['i=5\nfor ((i=0; i<2; i++))\ndo\n  :\ndone\nrsync $i', true],
  ['S=a\nfor ((i=0; i<2; i++)); do\n  rsync -a $S b:\n  S=c\ndone', true],
]

async function expectTrue(shell: Shell, script: string): Promise<void> {
  const { calls, isAll } = takenOf(shell, script)
  const real = await callsOf(shell, script)
  const left = [...real]
  for (const call of calls) {
    const known = JSON.parse(call) as [string | null, ...string[]]
    const at = left.findIndex((one) => {
      const [folder, ...words] = JSON.parse(one) as string[]
      const isSame = JSON.stringify(words) === JSON.stringify(known.slice(1))
      return isSame && (known[0] === null || known[0] === folder)
    })
    expect(at, `${call} is no call of ${shell}: ${real.join(' ')}`).toBeGreaterThanOrEqual(0)
    left.splice(at, 1)
  }
  if (isAll) expect(left).toEqual([])
}

describe.each(SHELLS)('what is taken of a script is what %s does', (shell) => {
  const rare = RARE.filter(([, onlyBash]) => shell === 'bash' || !onlyBash)
  const scripts = rare.map(([script]) => script)
  it.each(scripts)('for %j', (script) => expectTrue(shell, script))

  it(`for ${CASES} random ones, seed ${SEED}`, { timeout: CASES * 2000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomScript, async (script) => expectTrue(shell, script)),
      { numRuns: CASES, seed: SEED },
    )
  })
})

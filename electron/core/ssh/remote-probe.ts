import { say, type Sentence, type Values } from '@common/i18n/say'
import { OLDEST_RSYNC } from '@common/rsync/program-check'
import { isAtLeast, parseVersionText, type RsyncProgram } from '@common/rsync/rsync-program'
import { quotedLine } from '@common/run/quoted-line'
import { linesOf, whatWasSaid, type WhatWasSaid } from '@common/run/what-was-said'
import type { TestedPath } from '@common/ssh/connection-test'
import type { Finished } from '../system/run-program'
import type { Finding } from './network-probe'
import { isRestricted as isRestrictedBy, remoteWord } from './remote-path'
import type { SshSessions, SshTarget } from './ssh-session'

export interface SessionProbe {
  readonly authentication: Finding
  /** Null when there was no session to look at. */
  readonly shell: Finding | null
}

const ok = (key: Sentence, values: Values = {}): Finding => ({
  isOk: true,
  text: say(key, values),
  fix: '',
})
const bad = (key: Sentence, fix: Sentence, values: Values = {}): Finding => ({
  isOk: false,
  text: say(key, values),
  fix: say(fix, values),
})

/** Logs in and does nothing: whether the key is accepted, and whether the shell is silent. */
export async function probeSession(
  sessions: SshSessions,
  target: SshTarget,
): Promise<SessionProbe> {
  const end = await sessions.run(target, 'true', ['-o', 'LogLevel=DEBUG1'])
  if (!/^Authenticated to /m.test(end.stderr)) {
    return { authentication: whyNotIn(end, target), shell: null }
  }
  return { authentication: howIn(end, target), shell: judgeShell(end) }
}

/** ssh offers the keys that ssh_config names for the host, too, after the one of the connection. */
function howIn({ stderr }: Finished, { username: user, files }: SshTarget): Finding {
  const accepted = [...stderr.matchAll(/^debug1: Server accepts key: (.*?) \S+ SHA256:/gm)]
  const key = accepted.at(-1)?.[1]
  if (files === null || key === undefined || key === files.privateKey)
    return ok('connectionTest.authentication.ok', { user })
  const text = say('connectionTest.authentication.otherIdentity', { user, key: quotedLine(key) })
  const fix = say('connectionTest.authentication.refusedFix', { user })
  return { isOk: true, text, fix }
}

/** What is the matter by the table of causes; null where nobody said anything. */
function causeFinding({ found, sentence }: WhatWasSaid, fix: Sentence): Finding | null {
  // A cause that is known names its remedy itself.
  return sentence === null ? null : { isOk: false, text: sentence, fix: found ? '' : say(fix) }
}

function whyNotIn(end: Finished, { username }: SshTarget): Finding {
  if (end.isTimeout) {
    return bad(
      'connectionTest.authentication.timedOut',
      'connectionTest.authentication.timedOutFix',
    )
  }
  const said = whatWasSaid(linesOf(end.stderr))
  switch (said.found?.cause.sentence) {
    case 'causes.hostKeyChanged':
    case 'causes.hostKeyUnknown':
      return bad(
        'connectionTest.authentication.otherKey',
        'connectionTest.authentication.otherKeyFix',
      )
    case 'causes.keyRefused':
    case 'causes.noKeysTaken':
      return bad(
        'connectionTest.authentication.refused',
        'connectionTest.authentication.refusedFix',
        { user: username },
      )
  }
  const text = say('connectionTest.authentication.wordless')
  const fix = 'connectionTest.authentication.failedFix'
  return causeFinding(said, fix) ?? { isOk: false, text, fix: say(fix) }
}

function judgeShell(end: Finished): Finding {
  if (isRestrictedBy(end)) return ok('connectionTest.shell.restricted')
  if (end.isTimeout) {
    return bad('connectionTest.shell.endless', 'connectionTest.shell.endlessFix')
  }
  if (end.exitCode !== 0) {
    const said = whatWasSaid(linesOf(end.stdout, end.stderr))
    const words = said.unknown ?? (isAboutShell(said) ? (said.found?.values.said ?? '') : '')
    if (words === '' && said.sentence !== null) return { isOk: false, text: said.sentence, fix: '' }
    return bad(
      words === '' ? 'connectionTest.shell.noCommands' : 'connectionTest.shell.noCommandsSaid',
      'connectionTest.shell.noCommandsFix',
      { said: words },
    )
  }
  if (end.stdout === '') return ok('connectionTest.shell.ok')
  return bad('connectionTest.shell.noisy', 'connectionTest.shell.noisyFix', {
    said: quotedLine(linesOf(end.stdout)[0] ?? ''),
  })
}

const isAboutShell = ({ found }: WhatWasSaid): boolean =>
  found?.cause.sentence === 'causes.accountCannot'

/**
 * Whether the host has an rsync, and which. Some rrsync let `true` pass, so that only this
 * question shows it.
 */
export async function probeRsync(
  sessions: SshSessions,
  target: SshTarget,
): Promise<{ rsync: Finding; isRestricted: boolean }> {
  const end = await sessions.run(target, 'rsync --version')
  const isRestricted = isRestrictedBy(end)
  const only = { ...ok('connectionTest.rsync.restricted'), fix: say('restricted.noSecluded') }
  return { rsync: isRestricted ? only : judgeRsync(end), isRestricted }
}

function judgeRsync({ exitCode, stdout, stderr, isTimeout }: Finished): Finding {
  const program = parseVersionText(stdout)
  if (program) return judgeProgram(program)
  if (isTimeout) return bad('connectionTest.rsync.timedOut', 'connectionTest.rsync.timedOutFix')
  if (exitCode === 0)
    return bad('connectionTest.rsync.unrecognised', 'connectionTest.rsync.missingFix')
  const said = whatWasSaid(linesOf(stdout, stderr))
  const missing = bad('connectionTest.rsync.missing', 'connectionTest.rsync.missingFix')
  if (said.found?.cause.sentence === 'causes.noRsync') return missing
  return causeFinding(said, 'connectionTest.rsync.missingFix') ?? missing
}

/** That it quotes in another way than ours (before 3.2.4) needs no word: every run says `-s`. */
function judgeProgram({
  kind,
  version,
  protocol,
  capabilities,
  compressions,
}: RsyncProgram): Finding {
  if (kind === 'openrsync')
    return bad('connectionTest.rsync.openrsync', 'connectionTest.rsync.installFix')
  if (!isAtLeast(version, OLDEST_RSYNC)) {
    const values = { version, oldest: OLDEST_RSYNC }
    return bad('connectionTest.rsync.tooOld', 'connectionTest.rsync.installFix', values)
  }
  const values = { version, protocol: String(protocol), kinds: compressions?.join(' ') ?? '' }
  const finding = ok(
    compressions ? 'connectionTest.rsync.okCompression' : 'connectionTest.rsync.ok',
    values,
  )
  const lacks = (name: string) => capabilities.length > 0 && !capabilities.includes(name)
  const fixes = [
    lacks('xattrs') ? say('connectionTest.rsync.noXattrs') : '',
    lacks('ACLs') ? say('connectionTest.rsync.noAcls') : '',
  ]
  return { ...finding, fix: fixes.filter(Boolean).join(' ') }
}

/** Whether Remote Path is a directory that a run can read from or write to. */
export async function probePath(
  sessions: SshSessions,
  target: SshTarget,
  { path, direction }: TestedPath,
  isRestricted: boolean,
): Promise<Finding> {
  if (isRestricted) return ok('connectionTest.path.restricted')
  const word = remoteWord(path)
  const is = async (condition: string) =>
    (await sessions.run(target, `test ${condition} ${word}`)).exitCode === 0
  if (!(await is('-d'))) {
    return (await is('-e'))
      ? bad('connectionTest.path.noDirectory', 'connectionTest.path.noDirectoryFix', { path })
      : bad('connectionTest.path.missing', 'connectionTest.path.missingFix', { path })
  }
  const values = { path, user: target.username }
  if (direction === 'PULL') {
    return (await is('-r')) && (await is('-x'))
      ? ok('connectionTest.path.readable', values)
      : bad('connectionTest.path.unreadable', 'connectionTest.path.unreadableFix', values)
  }
  return (await is('-w'))
    ? ok('connectionTest.path.writable', values)
    : bad('connectionTest.path.unwritable', 'connectionTest.path.unwritableFix', values)
}

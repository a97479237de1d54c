import { say, type Sentence, type Values } from '@common/i18n/say'
import { OLDEST_RSYNC } from '@common/rsync/program-check'
import { isAtLeast, parseVersionText, type RsyncProgram } from '@common/rsync/rsync-program'
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
const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? ''

/** Logs in and does nothing: whether the key is accepted, and whether the shell is silent. */
export async function probeSession(
  sessions: SshSessions,
  target: SshTarget,
): Promise<SessionProbe> {
  const end = await sessions.run(target, 'true', ['-o', 'LogLevel=VERBOSE'])
  const said = withoutChatter(end.stderr)
  if (!/^Authenticated to /m.test(end.stderr)) {
    return { authentication: whyNotIn(end, said, target), shell: null }
  }
  const authentication = ok('connectionTest.authentication.ok', { user: target.username })
  return { authentication, shell: judgeShell(end, said) }
}

/** What ssh itself reports at this log level is not an answer of the host. */
function withoutChatter(stderr: string): string {
  const chatter = /^(Authenticated to|Transferred:|Bytes per second|debug\d|Warning: Permanently)/
  return stderr
    .split('\n')
    .filter((line) => !chatter.test(line))
    .join('\n')
    .trim()
}

function whyNotIn(end: Finished, said: string, { username }: SshTarget): Finding {
  if (end.isTimeout) {
    return bad(
      'connectionTest.authentication.timedOut',
      'connectionTest.authentication.timedOutFix',
    )
  }
  if (/IDENTIFICATION HAS CHANGED|Host key verification failed/.test(said)) {
    return bad(
      'connectionTest.authentication.otherKey',
      'connectionTest.authentication.otherKeyFix',
    )
  }
  if (/Permission denied/.test(said)) {
    return bad(
      'connectionTest.authentication.refused',
      'connectionTest.authentication.refusedFix',
      { user: username },
    )
  }
  const text = firstLine(said) || say('connectionTest.authentication.wordless')
  return { isOk: false, text, fix: say('connectionTest.authentication.failedFix') }
}

function judgeShell(end: Finished, said: string): Finding {
  if (isRestrictedBy(end)) return ok('connectionTest.shell.restricted')
  if (end.isTimeout) {
    return bad('connectionTest.shell.endless', 'connectionTest.shell.endlessFix')
  }
  if (end.exitCode !== 0) {
    const words = firstLine(end.stdout) || firstLine(said)
    return bad(
      words === '' ? 'connectionTest.shell.noCommands' : 'connectionTest.shell.noCommandsSaid',
      'connectionTest.shell.noCommandsFix',
      { said: words },
    )
  }
  if (end.stdout === '') return ok('connectionTest.shell.ok')
  return bad('connectionTest.shell.noisy', 'connectionTest.shell.noisyFix', {
    said: firstLine(end.stdout),
  })
}

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

function judgeRsync({ exitCode, stdout, isTimeout }: Finished): Finding {
  const program = parseVersionText(stdout)
  if (program) return judgeProgram(program)
  if (isTimeout) return bad('connectionTest.rsync.timedOut', 'connectionTest.rsync.timedOutFix')
  return bad(
    exitCode === 0 ? 'connectionTest.rsync.unrecognised' : 'connectionTest.rsync.missing',
    'connectionTest.rsync.missingFix',
  )
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

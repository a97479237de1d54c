import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionSettings, HostKey } from '@common/ssh/credentials'
import type { ConnectionTest, TestedPath, TestStep, TestStepId } from '@common/ssh/connection-test'
import { describeHostKeys } from './fingerprint'
import { scanHostKeys, type HostKeyScan } from './host-key-scan'
import { compareHostKeys } from './host-key-comparison'
import type { Finding } from './network-probe'
import { probePath, probeRsync, probeSession } from './remote-probe'
import type { SshAccess } from './ssh-access'
import type { SshSessions, SshTarget } from './ssh-session'

/**
 * Tries a connection from the name of the host to the path on it, each step within the connect
 * timeout, and stops at the first that fails. It changes nothing on either side.
 */
export async function testConnection(
  connection: Omit<ConnectionSettings, 'name'>,
  access: SshAccess,
  path: TestedPath | null,
): Promise<ConnectionTest> {
  const steps: TestStep[] = []
  const pinnedKeys = describeHostKeys(connection.remoteHostKey)
  const took = (id: TestStepId, { isOk, text, fix }: Finding) => {
    steps.push({ id, isOk, text, fix })
    return isOk
  }
  const done = (foundKeys: readonly HostKey[] = []): ConnectionTest => ({
    isOk: steps.every(({ isOk }) => isOk),
    steps,
    pinnedKeys,
    foundKeys,
  })
  const { current } = access.accounts
  const scan = await scanHostKeys(connection, access, current).catch(unreadableConfig)
  if (!took('resolve', scan.resolve) || !scan.port) return done()
  if (!took('port', scan.port)) return done()
  const found = scan.keys
  if (!took('hostKey', compareHostKeys(pinnedKeys, found, scan.error))) return done(found)
  await access.withConnection(connection, current, (sessions, target) =>
    testSession(sessions, target, path, took),
  )
  return done(found)
}

/** Without its configuration ssh goes nowhere. */
function unreadableConfig(error: unknown): HostKeyScan {
  if (!(error instanceof AppError)) throw error
  const fix = say('connectionTest.resolve.configFix')
  return { keys: [], resolve: { isOk: false, text: error.message, fix }, port: null, error: '' }
}

async function testSession(
  sessions: SshSessions,
  target: SshTarget,
  path: TestedPath | null,
  took: (id: TestStepId, finding: Finding) => boolean,
): Promise<void> {
  const { authentication, shell } = await probeSession(sessions, target)
  if (!took('authentication', authentication) || shell === null || !took('shell', shell)) return
  const { rsync, isRestricted } = await probeRsync(sessions, target)
  if (!took('rsync', rsync)) return
  if (path !== null) took('path', await probePath(sessions, target, path, isRestricted))
}

import type { ConnectionSettings } from '@common/ssh/credentials'
import type { ConnectionTest, TestedPath, TestStep, TestStepId } from '@common/ssh/connection-test'
import { describeHostKeys } from './fingerprint'
import { scanHostKeys } from './host-key-scan'
import { compareHostKeys } from './host-key-comparison'
import { probePort, probeResolve, type Finding } from './network-probe'
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
  const { host, port, connectTimeout } = connection
  const done = (foundKeys = pinnedKeys.slice(0, 0)): ConnectionTest => ({
    isOk: steps.every(({ isOk }) => isOk),
    steps,
    pinnedKeys,
    foundKeys,
  })
  if (!took('resolve', await probeResolve(host, connectTimeout))) return done()
  if (!took('port', await probePort(host, port, connectTimeout))) return done()
  const found = await scanHostKeys(connection, access.accounts).catch(() => [])
  if (!took('hostKey', compareHostKeys(pinnedKeys, found))) return done(found)
  await access.withConnection(connection, access.accounts.current, (sessions, target) =>
    testSession(sessions, target, path, took),
  )
  return done(found)
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

import { afterAll, beforeAll } from 'vitest'
import { makeSshLogin, type SshLogin } from './engine'
import { startRsyncd, type Rsyncd } from './rsyncd'
import { startSshd, type Sshd } from './sshd'

/** A daemon, an ssh server and somebody who may log in to it; there while tests run. */
export interface Servers {
  readonly daemon: Rsyncd
  readonly sshd: Sshd
  readonly login: SshLogin
}

/**
 * Starts both servers before the tests of a file and ends them after these.
 * @param isBehindProxies whether the host is also known on ports of proxies
 */
export function useServers({ isBehindProxies = false } = {}): Servers {
  const servers: { -readonly [name in keyof Servers]: Servers[name] } = {} as never
  beforeAll(async () => {
    servers.daemon = await startRsyncd()
    const sshd = await startSshd()
    const onAnyPort = sshd.knownHosts.replace(/^\[127\.0\.0\.1\]:\d+/gm, '[127.0.0.1]:*')
    servers.sshd = sshd
    servers.login = await makeSshLogin(sshd, isBehindProxies ? onAnyPort : sshd.knownHosts)
  })
  afterAll(async () => {
    await servers.login.dispose()
    await servers.sshd.stop()
    await servers.daemon.stop()
  })
  return servers
}

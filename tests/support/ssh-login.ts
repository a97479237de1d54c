import { afterAll, beforeAll } from 'vitest'

import { makeSshLogin, type SshLogin } from './engine'
import { startSshd, type Sshd } from './sshd'

/** A server and a login to it. */
export interface SshPlace {
  readonly sshd: Sshd
  readonly login: SshLogin
}

/** One sshd for all tests of a file or block. The properties are there once its tests run. */
export function useSshLogin(): SshPlace {
  const place = {} as { sshd: Sshd; login: SshLogin }
  beforeAll(async () => {
    place.sshd = await startSshd()
    place.login = await makeSshLogin(place.sshd)
  })
  afterAll(async () => {
    await place.login.dispose()
    await place.sshd.stop()
  })
  return place
}

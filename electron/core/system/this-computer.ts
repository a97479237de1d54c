import { hostname, networkInterfaces } from 'node:os'
import { isIP } from 'node:net'
import { hostKey, isLoopback } from '@common/run/written-tree'
import { unlessShortage } from '@common/text/system-error'
import { answeringPath } from '../files/answering-path'
import { runProgram } from './run-program'

/** A name server that takes longer is taken for one that does not know the name. */
const RESOLVE_MS = 2_000

/**
 * Whether a host is this computer by the names and addresses that it knows of itself: what name
 * servers say is not asked, since that can take long.
 */
export function isThisComputer(host: string): boolean {
  const key = hostKey(host)
  return isLoopback(key) || ownNames().includes(key) || ownAddresses().includes(key)
}

/**
 * The same, also by a name or a spelling of an address that the system itself makes an address of
 * this computer of (`/etc/hosts`, `127.1`).
 * @throws when the app has run out of something, and so nothing was found out
 */
export async function leadsToThisComputer(host: string): Promise<boolean> {
  return isThisComputer(host) || (await addressesOf(host)).some(isOwn)
}

/** Node would ask in one of the threads for files, as long as a name server is silent. */
async function addressesOf(host: string): Promise<string[]> {
  // Where getent is missing (macOS), the name alone counts.
  const nothing = { stdout: '' }
  const env = { PATH: await answeringPath() }
  const request = { program: 'getent', argv: ['ahosts', '--', host], env, cwd: '/', killGraceMs: 0 }
  const { stdout } = await runProgram(request, RESOLVE_MS).catch(unlessShortage(nothing))
  return stdout.split(/\s+/).filter((word) => isIP(word) !== 0)
}

/** An address without a host leads here as well, and one of IPv4 may be written as one of IPv6. */
function isOwn(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  return plain === '0.0.0.0' || plain === '::' || isThisComputer(plain)
}

/** `nas.example.com` is called `nas` and, without a name server, `nas.local` as well. */
function ownNames(): string[] {
  const whole = hostname().toLowerCase()
  const [short = whole] = whole.split('.')
  return [whole, short, `${short}.local`]
}

/** As they are now: they change with every network. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => hostKey(address)),
  )
}

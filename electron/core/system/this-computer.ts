import { hostname, networkInterfaces } from 'node:os'
import { hostKey, isLoopback } from '@common/run/written-tree'

/**
 * Whether a host is this computer by the names and addresses that it knows of itself: what name
 * servers say is not asked, since that can take long.
 */
export function isThisComputer(host: string): boolean {
  const key = hostKey(host)
  return isLoopback(key) || ownNames().includes(key) || ownAddresses().includes(key)
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

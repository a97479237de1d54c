import { randomBytes } from 'node:crypto'

import { runOk } from './run'

/** A network of its own, in which nothing but these addresses leads anywhere (RFC 5737's blocks). */
export interface DeadNetwork {
  readonly name: string
  /** A neighbour that never answers. */
  readonly silent: '192.0.2.2'
  /** An address a router says it cannot reach. */
  readonly unreachable: '198.51.100.1'
  /** An address to which there is no route at all. */
  readonly noRoute: '203.0.113.1'
  remove(): Promise<void>
}

/** Makes the network (root only). */
export async function makeDeadNetwork(): Promise<DeadNetwork> {
  const name = `rt${randomBytes(4).toString('hex')}`
  const ip = (line: string) => runOk('ip', ['-n', name, ...line.split(' ')])
  await runOk('ip', ['netns', 'add', name])
  await ip('link set lo up')
  await ip('link add near type veth peer name far')
  await ip('link set near up')
  await ip('link set far up')
  await ip('address add 192.0.2.1/24 dev near')
  // Known by its hardware address, so that packets are sent; nobody has it.
  await ip('neighbour add 192.0.2.2 lladdr 02:00:00:00:00:02 dev near')
  await ip('route add unreachable 198.51.100.0/24')
  return {
    ...{ name, silent: '192.0.2.2', unreachable: '198.51.100.1', noRoute: '203.0.113.1' },
    remove: async () => void (await runOk('ip', ['netns', 'delete', name])),
  }
}

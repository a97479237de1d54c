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

/** Two computers on one line, in networks of their own. */
export interface LineNetwork {
  readonly near: string
  readonly far: string
  /** The address of the far one. */
  readonly address: '192.0.2.2'
  /** Loses every packet that the near one sends, without a word, until it is called with false. */
  lose(isLosing: boolean): Promise<void>
  /** How often the near one had to send something again. */
  retransmitted(): Promise<number>
  /** Takes the plug out of the far one, or puts it in. */
  plug(isIn: boolean): Promise<void>
  remove(): Promise<void>
}

/** Makes both networks and the line (root only). */
export async function makeLineNetwork(): Promise<LineNetwork> {
  const id = randomBytes(4).toString('hex')
  const [near, far] = [`rn${id}`, `rf${id}`]
  const ip = (name: string, line: string) => runOk('ip', ['-n', name, ...line.split(' ')])
  for (const name of [near, far]) {
    await runOk('ip', ['netns', 'add', name])
    await ip(name, 'link set lo up')
  }
  await ip(near, `link add line type veth peer name line netns ${far}`)
  await ip(far, 'link set line address 02:00:00:00:00:02 up')
  await ip(near, 'link set line up')
  await ip(near, 'address add 192.0.2.1/24 dev line')
  await ip(far, 'address add 192.0.2.2/24 dev line')
  const sendTo = (hardware: string) =>
    ip(near, `neighbour replace 192.0.2.2 lladdr ${hardware} nud permanent dev line`)
  await sendTo('02:00:00:00:00:02')
  return {
    ...{ near, far, address: '192.0.2.2' },
    // Nobody has the other address.
    lose: async (isLosing) => void (await sendTo(`02:00:00:00:00:0${isLosing ? 3 : 2}`)),
    retransmitted: async () => {
      const { stdout } = await runOk('ip', [...['netns', 'exec', near, 'cat', '/proc/net/snmp']])
      const [names, values] = [...stdout.matchAll(/^Tcp: (.*)$/gm)].map(([, line = '']) =>
        line.split(' '),
      )
      return Number(values?.[names?.indexOf('RetransSegs') ?? -1])
    },
    plug: async (isIn) => void (await ip(far, `link set line ${isIn ? 'up' : 'down'}`)),
    remove: async () => {
      for (const name of [near, far]) await runOk('ip', ['netns', 'delete', name])
    },
  }
}

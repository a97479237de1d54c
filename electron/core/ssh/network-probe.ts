import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { placeText } from '@common/ssh/host-key-text'

/** What a step of the connection test came to. */
export interface Finding {
  readonly isOk: boolean
  readonly text: string
  readonly fix: string
}

/** Whether the name of the host leads to an address. */
export async function probeResolve(host: string, timeoutS: number): Promise<Finding> {
  const timer = new AbortController()
  try {
    const answer = await Promise.race([
      lookup(host, { all: true }),
      sleep(timeoutS * 1000, null, { signal: timer.signal }),
    ])
    if (answer !== null) {
      return { isOk: true, text: answer.map(({ address }) => address).join(', '), fix: '' }
    }
    return unresolved(host, 'No name server answered in time')
  } catch {
    return unresolved(host, 'It is not known to any name server')
  } finally {
    timer.abort()
  }
}

function unresolved(host: string, why: string): Finding {
  return {
    isOk: false,
    text: `The name ${host} could not be resolved. ${why}.`,
    fix: 'Check the spelling, or enter the IP address.',
  }
}

const FIXES: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  ECONNREFUSED: [
    'Nothing listens on',
    'Check the port, and that the SSH service of the host is switched on.',
  ],
  EHOSTUNREACH: ['The network has no way to', 'Check the address and the network.'],
  ENETUNREACH: ['The network has no way to', 'Check the address and the network.'],
}

/** Whether an SSH server greets at that port; one that accepts and stays silent does not. */
export function probePort(host: string, port: number, timeoutS: number): Promise<Finding> {
  const place = placeText(host, port)
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    let isConnected = false
    let said = ''
    const end = (isOk: boolean, text: string, fix: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ isOk, text, fix })
    }
    const timer = setTimeout(
      () =>
        isConnected
          ? end(
              false,
              `${place} accepts connections but says nothing.`,
              'Restart the SSH service of the host, or check what else listens there.',
            )
          : end(
              false,
              `${place} did not answer in ${timeoutS} s.`,
              'Check the address, and that no firewall drops the connection.',
            ),
      timeoutS * 1000,
    )
    socket.setEncoding('latin1')
    socket.once('connect', () => (isConnected = true))
    socket.once('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      const [text, fix] = FIXES[code] ?? [`${message}:`, 'Check the address and the network.']
      end(false, `${text} ${place}.`, fix)
    })
    socket.once('close', () =>
      end(
        false,
        `${place} closed the connection at once.`,
        'Check that the host lets this computer in (hosts.deny, MaxStartups, fail2ban).',
      ),
    )
    socket.on('data', (text: string) => {
      said += text
      // A server may say other lines first (RFC 4253, 4.2).
      const greeting = /^SSH-\S+/m.exec(said)
      if (greeting) end(true, `${greeting[0]} answers on ${place}.`, '')
      else if (said.length > 1024)
        end(false, `Something other than an SSH server answers on ${place}.`, 'Check the port.')
    })
  })
}

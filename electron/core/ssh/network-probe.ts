import { lookup } from 'node:dns/promises'
import { open } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { say, type Sentence, type Values } from '@common/i18n/say'
import { placeText } from '@common/ssh/host-key-text'
import { isOfTheMachine, systemErrorReason } from '@common/text/system-error'

/** What a step of the connection test came to. */
export interface Finding {
  readonly isOk: boolean
  readonly text: string
  readonly fix: string
}

/** Of addresses: IPv4 or IPv6 alone, or both (0). */
type Family = 0 | 4 | 6

/** Whether the name of the host leads to an address. */
export async function probeResolve(
  host: string,
  timeoutS: number,
  family: Family = 0,
): Promise<Finding> {
  const timer = new AbortController()
  try {
    const answer = await Promise.race([
      lookup(host, { all: true, family }),
      sleep(timeoutS * 1000, null, { signal: timer.signal }),
    ])
    if (answer !== null) {
      return { isOk: true, text: answer.map(({ address }) => address).join(', '), fix: '' }
    }
    return unresolved(say('connectionTest.resolve.noAnswer', { host }))
  } catch {
    // The library that looks names up does not tell when it could not open what it needs.
    const shortage = await whatIsShort()
    if (shortage === null) return unresolved(say('connectionTest.resolve.unknown', { host }))
    const text = say('connectionTest.resolve.failed', { host, error: shortage })
    return { isOk: false, text, fix: '' }
  } finally {
    timer.abort()
  }
}

/** What the app has run out of, by trying to open one more file; null when it can. */
async function whatIsShort(): Promise<string | null> {
  try {
    await (await open('/dev/null')).close()
    return null
  } catch (error) {
    return systemErrorReason(error)
  }
}

function unresolved(text: string): Finding {
  return { isOk: false, text, fix: say('connectionTest.resolve.fix') }
}

const NO_WAY = ['connectionTest.port.noWay', 'connectionTest.port.noWayFix'] as const
const FAULTS: Readonly<Record<string, readonly [text: Sentence, fix: Sentence]>> = {
  ECONNREFUSED: ['connectionTest.port.refused', 'connectionTest.port.refusedFix'],
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
}
const OTHER_FAULT = ['connectionTest.port.failed', 'connectionTest.port.noWayFix'] as const

/** Whether an SSH server greets at that port; one that accepts and stays silent does not. */
export function probePort(
  host: string,
  port: number,
  timeoutS: number,
  family: Family = 0,
): Promise<Finding> {
  const place = placeText(host, port)
  return new Promise((resolve) => {
    const socket = connect({ host, port, family })
    let isConnected = false
    let said = ''
    const end = (text: Sentence, fix: Sentence | null, values: Values = {}) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({
        isOk: text === 'connectionTest.port.ok',
        text: say(text, { place, ...values }),
        fix: fix === null ? '' : say(fix),
      })
    }
    const timer = setTimeout(
      () =>
        isConnected
          ? end('connectionTest.port.silent', 'connectionTest.port.silentFix')
          : end('connectionTest.port.timedOut', 'connectionTest.port.timedOutFix', {
              seconds: timeoutS,
            }),
      timeoutS * 1000,
    )
    socket.setEncoding('latin1')
    socket.once('connect', () => (isConnected = true))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const [text, fix] = FAULTS[error.code ?? ''] ?? OTHER_FAULT
      // The network has nothing to do with it, and the reason has its remedy.
      const isHere = isOfTheMachine(error)
      end(text, isHere ? null : fix, { error: systemErrorReason(error) ?? error.message })
    })
    socket.once('close', () => end('connectionTest.port.closed', 'connectionTest.port.closedFix'))
    socket.on('data', (text: string) => {
      said += text
      // A server may say other lines first (RFC 4253, 4.2).
      const greeting = /^SSH-\S+/m.exec(said)
      if (greeting) end('connectionTest.port.ok', null, { greeting: greeting[0] })
      else if (said.length > 1024)
        end('connectionTest.port.otherServer', 'connectionTest.port.otherServerFix')
    })
  })
}

import { readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { homedir } from 'node:os'

const COOKIE = 'MIT-MAGIC-COOKIE-1'
const GET_GEOMETRY = 14
/** First byte of what the server sends. */
const REPLY = 1
const ERROR = 0
const SETUP_HEADER_BYTES = 8
const ANSWER_BYTES = 32
/** A server on this computer answers in no time. */
const ANSWER_MS = 2000

/**
 * Whether the X server still has a window: another client may have destroyed it (`xdotool windowclose`,
 * xkill), of which Electron tells nothing. Speaks the X protocol, version 11: the setup and GetGeometry.
 * @param id the window's, as Electron's native handle has it
 * @returns null where it cannot be asked: no X server on this computer, or it refuses us
 */
export function hasXWindow(id: number, env: NodeJS.ProcessEnv): Promise<boolean | null> {
  const [, display] = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(env['DISPLAY'] ?? '') ?? []
  if (display === undefined) return Promise.resolve(null)
  return new Promise((resolve) => {
    const socket = createConnection(`/tmp/.X11-unix/X${display}`)
    let [received, answerAt] = [Buffer.alloc(0), 0]
    socket.setTimeout(ANSWER_MS, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(null))
    socket.on('connect', () => socket.write(setup(cookieOf(display, env))))
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      if (answerAt === 0 && received.length >= SETUP_HEADER_BYTES) {
        if (received[0] !== 1) {
          socket.destroy()
          return
        }
        answerAt = SETUP_HEADER_BYTES + 4 * received.readUInt16LE(6)
        socket.write(getGeometry(id))
      }
      if (answerAt === 0 || received.length < answerAt + ANSWER_BYTES) return
      const kind = received[answerAt]
      resolve(kind === REPLY ? true : kind === ERROR ? false : null)
      socket.destroy()
    })
  })
}

function setup(cookie: Buffer | null): Buffer {
  const name = Buffer.from(cookie ? COOKIE : '')
  const data = cookie ?? Buffer.alloc(0)
  const head = Buffer.alloc(12)
  head.write('l', 0)
  head.writeUInt16LE(11, 2)
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(data.length, 8)
  return Buffer.concat([head, padded(name), padded(data)])
}

function getGeometry(id: number): Buffer {
  const request = Buffer.alloc(8)
  request.writeUInt8(GET_GEOMETRY, 0)
  request.writeUInt16LE(2, 2)
  request.writeUInt32LE(id, 4)
  return request
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

/** The cookie of a display in the Xauthority file; null where there is none. */
function cookieOf(display: string, env: NodeJS.ProcessEnv): Buffer | null {
  try {
    const file = readFileSync(env['XAUTHORITY'] ?? `${homedir()}/.Xauthority`)
    for (let at = 0; at + 2 < file.length;) {
      at += 2
      const fields = [0, 1, 2, 3].map(() => {
        const end = at + 2 + file.readUInt16BE(at)
        const field = file.subarray(at + 2, end)
        at = end
        return field
      })
      const [, number, name, data] = fields
      const isOurs = number?.length === 0 || String(number) === display
      if (isOurs && String(name) === COOKIE && data) return data
    }
  } catch {
    // There is no such file, or it was cut off.
  }
  return null
}

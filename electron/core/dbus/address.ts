import { join } from 'node:path'

/**
 * The sockets of a D-Bus address, in its order; a leading NUL means an abstract one. Kinds other
 * than `unix` are left out: a desktop's session never uses them.
 * @param address such as `unix:path=/run/user/1000/bus;unix:abstract=/tmp/x,guid=1`
 */
export function socketsOf(address: string): string[] {
  return address.split(';').flatMap((entry) => {
    const [, options] = /^unix:(.*)$/.exec(entry) ?? []
    const pairs = (options ?? '').split(',').map((pair) => pair.split('=', 2) as [string, string?])
    const { path, abstract } = Object.fromEntries(pairs)
    if (path) return [unescape(path)]
    return abstract ? [`\0${unescape(abstract)}`] : []
  })
}

/** Where the session's bus is, as the environment says; null where there is none. */
export function sessionAddress(env: NodeJS.ProcessEnv): string | null {
  const given = env['DBUS_SESSION_BUS_ADDRESS']
  if (given) return given
  const runtime = env['XDG_RUNTIME_DIR']
  return runtime ? `unix:path=${join(runtime, 'bus')}` : null
}

function unescape(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}

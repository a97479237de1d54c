const STREAMS = ['/dev/stdin', '/dev/stdout', '/dev/stderr']

/**
 * Some names mean another file in every process: those of what this one has open. The app that
 * carries a command out, or a program that reads from a share, is another one.
 * @param path absolute
 */
export function ofAnyProcess(path: string): string {
  const stream = STREAMS.indexOf(path)
  const name = stream < 0 ? path : `/dev/fd/${stream}`
  return name.replace(/^(\/dev|\/proc\/self)\/fd\//, `/proc/${process.pid}/fd/`)
}

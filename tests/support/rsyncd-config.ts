/** The modules every test daemon offers; the names say how they behave. */
export const moduleNames = ['open', 'auth', 'readonly', 'single'] as const

/** Name of one module of the test daemon. */
export type ModuleName = (typeof moduleNames)[number]

/** What a daemon's configuration file is made of. */
export interface RsyncdConfig {
  /** The daemon's own directory, which holds modules, secrets, locks and log. */
  readonly base: string
  readonly port: number
  readonly authUser: string
  /** Lines appended as they are: more modules, `[name]` first. */
  readonly extra?: string
  /** Lines before the first module. */
  readonly globals?: readonly string[]
}

/** Where the parts of a daemon's directory are; everything derives from the base. */
export const rsyncdPaths = (base: string) => ({
  config: `${base}/rsyncd.conf`,
  secrets: `${base}/secrets`,
  log: `${base}/rsyncd.log`,
  module: (name: string) => `${base}/modules/${name}`,
})

const moduleLines: Record<ModuleName, (config: RsyncdConfig) => string[]> = {
  open: () => ['read only = no'],
  auth: ({ base, authUser }) => [
    'read only = no',
    `auth users = ${authUser}`,
    `secrets file = ${rsyncdPaths(base).secrets}`,
  ],
  readonly: () => ['read only = yes'],
  // Without a lock file of its own it would count connections in the system-wide one.
  single: ({ base }) => [
    'read only = no',
    'max connections = 1',
    `lock file = ${base}/single.lock`,
  ],
}

// A daemon started by root serves as "nobody" unless told otherwise, and could not write.
function ownerLines(): string[] {
  const uid = process.getuid?.()
  return uid === 0 ? ['uid = 0', 'gid = 0'] : []
}

/**
 * The text of an rsyncd.conf for the four modules.
 *
 * `use chroot = no` because only root may chroot and the same fixture must serve everyone.
 */
export function rsyncdConfig(config: RsyncdConfig): string {
  const paths = rsyncdPaths(config.base)
  const global = [
    'address = 127.0.0.1',
    `port = ${config.port}`,
    'use chroot = no',
    'reverse lookup = no',
    `log file = ${paths.log}`,
    ...ownerLines(),
    ...(config.globals ?? []),
  ]
  const modules = moduleNames.flatMap((name) => [
    `[${name}]`,
    `path = ${paths.module(name)}`,
    `comment = test module ${name}`,
    ...moduleLines[name](config),
  ])
  return [...global, ...modules, config.extra ?? '', ''].join('\n')
}

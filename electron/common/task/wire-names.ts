import type { FieldError } from '../errors'
import { say } from '../i18n/say'
import type { TaskSettings } from './task'

/** Our names to TrueNAS's. Files and the command line speak TrueNAS's names only. */
const WIRE_NAMES = {
  path: 'path',
  user: 'user',
  direction: 'direction',
  desc: 'desc',
  mode: 'mode',
  remoteHost: 'remotehost',
  remotePort: 'remoteport',
  remoteModule: 'remotemodule',
  sshCredentials: 'ssh_credentials',
  remotePath: 'remotepath',
  validateRpath: 'validate_rpath',
  sshKeyscan: 'ssh_keyscan',
  schedule: 'schedule',
  recursive: 'recursive',
  enabled: 'enabled',
  times: 'times',
  compress: 'compress',
  archive: 'archive',
  delete: 'delete',
  quiet: 'quiet',
  preservePerm: 'preserveperm',
  preserveAttr: 'preserveattr',
  delayUpdates: 'delayupdates',
  extra: 'extra',
  missedRuns: 'missed_runs',
  missedMaxAge: 'missed_max_age',
  retries: 'retries',
  notify: 'notify',
  deleteLimit: 'delete_limit',
  deleteLimitPercent: 'delete_limit_percent',
} as const satisfies Record<keyof TaskSettings, string>

/** Taken in, never given out: the password of the module goes to the vault. */
const MODULE_PASSWORD = ['modulePassword', 'module_password'] as const

const BY_OWN_NAME = new Map<string, string>([...Object.entries(WIRE_NAMES), MODULE_PASSWORD])
const OWN_NAMES = new Map<string, string>([...BY_OWN_NAME].map(([own, wire]) => [wire, own]))

/** Keys that TrueNAS's (and our own) output carries beside the settings; ignored in input. */
const OUTPUT_ONLY = new Set([
  ...['id', 'revision', 'locked', 'job', 'dataset', 'relative_path'],
  ...['state', 'next_run', 'last_success', 'overdue_at', 'waits_for'],
])

/** Stands before a key of the input that happens to be one of our own names but not TrueNAS's. */
const STRANGER = '?'

/** A task with TrueNAS's names, every setting present, in the order of the form. */
export function toWire(settings: TaskSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(WIRE_NAMES).map(([own, wire]) => [wire, settings[own as keyof TaskSettings]]),
  )
}

/**
 * Input with TrueNAS's names as input with ours. Nothing is checked but that it is an object;
 * unknown keys stay, so that the schema can name them. A whole connection in `ssh_credentials`,
 * as TrueNAS's query returns it, becomes its id.
 */
export function fromWire(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const renamed = Object.entries(input)
    .filter(([wire]) => !OUTPUT_ONLY.has(wire))
    .map(([wire, value]) => [ownName(wire), value] as const)
  const settings = Object.fromEntries(renamed)
  const credentials: unknown = settings['sshCredentials']
  if (typeof credentials === 'object' && credentials !== null && 'id' in credentials) {
    settings['sshCredentials'] = credentials.id
  }
  return settings
}

/** TrueNAS's name of one of our fields; what is none stays as it is. */
export function wireName(own: string): string {
  return BY_OWN_NAME.get(own) ?? own
}

function ownName(wire: string): string {
  return OWN_NAMES.get(wire) ?? (BY_OWN_NAME.has(wire) ? `${STRANGER}${wire}` : wire)
}

/**
 * A broken rule with TrueNAS's name of the field, and of the setting that its sentence speaks of. A
 * place in a list, `[2].`, may stand before it.
 */
export function toWireField({ field, message }: FieldError): FieldError {
  const [, place = '', head = '', rest = ''] = /^(\[\d+\]\.?)?([^.[]*)(.*)$/s.exec(field) ?? []
  const wire = head.startsWith(STRANGER) ? head.slice(1) : wireName(head)
  const sentence = message.replaceAll(say('remotePath.validation'), WIRE_NAMES.validateRpath)
  return { field: `${place}${wire}${rest}`, message: sentence }
}

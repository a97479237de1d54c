import { say } from '../i18n/say'
import type { SshConnection } from '../ssh/credentials'
import { isTooDeep } from '../plain-data'
import { bracketed } from '../task/remote-host'
import { TASK_DEFAULTS, type TaskSettings } from '../task/task'
import { validateTask } from '../task/task-schema'
import { fromWire, toWireField } from '../task/wire-names'
import { readJsonStream } from './json-stream'
import {
  inOneLine,
  MAX_TASKS,
  tooMuch,
  type ImportContext,
  type InParts,
  type ReadTask,
  type Refusal,
  type Understood,
} from './reading'

/**
 * Tasks as TrueNAS's API gives them (`rsynctask.query`), or as our own export does: one, a list,
 * either within an answer that says more, or several of these one after the other. What a newer
 * TrueNAS says beside the settings is left out and noted. A file is not trusted: its tasks come
 * switched off unless a person enables them with the import.
 */
export function* readTrueNas(text: string, context: ImportContext): InParts<Understood> {
  const found: ReadTask[] = []
  const refused: Refusal[] = []
  const items = itemsOf(text, refused)
  for (const [index, item] of items.entries()) {
    yield
    const place = `[${index}]`
    if (index >= MAX_TASKS) {
      refused.push(tooMuch(place, shown(item)))
      break
    }
    const { input, notes } = readItem(item, context)
    const validation = validateTask(input)
    if (validation.ok) found.push(takenTask(place, validation.settings, notes))
    else {
      const [first] = validation.errors.map(toWireField)
      const where = first?.field === '' ? '' : `${first?.field}: `
      const reason = `${where}${first?.message}`
      refused.push({ place, text: shown(item), reason, errors: validation.errors })
    }
  }
  return { found, refused, skipped: 0 }
}

const shown = (item: unknown): string =>
  isTooDeep(item) ? '' : inOneLine(JSON.stringify(item) ?? '')

/** Where the tasks are in an answer of an API that says more than them. */
const COVERS = ['result', 'data', 'objects', 'items', 'tasks']

function takenTask(place: string, given: TaskSettings, notes: readonly string[]): ReadTask {
  const switchedOff = given.enabled ? [say('exchange.notes.switchedOff')] : []
  return { place, settings: given, notes: [...notes, ...switchedOff] }
}

function itemsOf(text: string, refused: Refusal[]): readonly unknown[] {
  return readJsonStream(text).flatMap((item) => {
    if ('value' in item) return uncovered(item.value)
    const reason = say('exchange.refused.notJson', { message: item.problem })
    refused.push({ place: String(item.line), text: inOneLine(item.text), reason, errors: [] })
    return []
  })
}

function uncovered(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  const cover =
    isObject(given) && !('path' in given) ? COVERS.find((name) => name in given) : undefined
  const inside = cover === undefined ? given : (given as Record<string, unknown>)[cover]
  return Array.isArray(inside) ? inside : [inside]
}

function readItem(item: unknown, context: ImportContext): { input: unknown; notes: string[] } {
  const input = fromWire(item)
  if (!isObject(input) || !isObject(item)) return { input, notes: [] }
  const notes: string[] = []
  const settings = Object.entries(input).filter(([name]) => {
    const isKnown = name in TASK_DEFAULTS || name === 'path' || name === 'user'
    if (!isKnown)
      notes.push(
        say('exchange.notes.unknownField', {
          field: toWireField({ field: name, message: '' }).field,
        }),
      )
    return isKnown
  })
  const task = Object.fromEntries(settings)
  return {
    input: { ...task, ...connectionOf(item['ssh_credentials'], context.connections, notes) },
    notes,
  }
}

/** TrueNAS's ids are not ours: a connection that came whole is looked for by what it says. */
function connectionOf(given: unknown, connections: readonly SshConnection[], notes: string[]) {
  const whole: Record<string, unknown> = isObject(given) ? given : { id: given }
  const { id, name, attributes } = whole
  const { host, port = 22, username = 'root' } = isObject(attributes) ? attributes : whole
  if (typeof host !== 'string') {
    const here = connections.find((one) => one.id === id)
    if (typeof id === 'number')
      notes.push(
        here
          ? say('exchange.notes.usesConnection', { name: here.name })
          : say('exchange.notes.noConnection', { id }),
      )
    return {}
  }
  const same = connections.find(
    (one) => one.host === host && one.port === port && one.username === username,
  )
  if (same) {
    notes.push(say('exchange.notes.usesConnection', { name: same.name }))
    return { sshCredentials: same.id }
  }
  notes.push(say('exchange.notes.foreignConnection', { name: String(name ?? host) }))
  return {
    sshCredentials: null,
    remoteHost: `${String(username)}@${bracketed(host)}`,
    remotePort: port,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

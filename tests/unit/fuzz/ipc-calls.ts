import fc from 'fast-check'
import type { InvokeChannel } from '@common/ipc/contract'
import { ALL_CHANGES } from '@common/preview/preview'
import { WHOLE_HISTORY } from '@common/run/history'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import type { TaskSettings } from '@common/task/task'
import { moduleSettings } from '../builders'
import { anyValue, damaged } from './any-value'

/** A connection that nobody answers. */
export const NOWHERE = {
  ...CONNECTION_DEFAULTS,
  ...{ name: 'nowhere', host: '127.0.0.1', port: 1, username: 'ada', connectTimeout: 2 },
}

/** Off, so that saving it asks nobody else. */
export const taskOf = (user: string, given: Partial<TaskSettings> = {}): TaskSettings =>
  moduleSettings({ path: '/', user, enabled: false, remoteHost: '127.0.0.1:1', ...given })

const text = fc.string({ maxLength: 200 })

/** For channels that take more than a number: arguments that are nearly right. */
function nearly(user: string): Partial<Record<InvokeChannel, fc.Arbitrary<unknown[]>>> {
  const task = damaged(taskOf(user))
  const key = fc.constantFrom(1, 2, 3)
  return {
    'tasks:create': fc.tuple(task),
    'tasks:update': fc.tuple(key, task, fc.constantFrom(null, 1, 2)),
    'tasks:showCommand': fc.tuple(task),
    'exchange:read': fc.tuple(text),
    'exchange:import': fc.tuple(
      fc.oneof(text, fc.constant('rsync -a /a/ h::m\nrsync -n x')),
      fc.array(fc.constantFrom<unknown>(0, 1, -0, 1e300, undefined)),
      fc.boolean(),
    ),
    'backup:restore': fc.tuple(
      damaged({ format: 'rsync-tasks-backup', settings: {}, passwordsOf: [] }, fc.jsonValue()).map(
        (backup) => JSON.stringify(backup),
      ),
      fc.constantFrom('merge', 'replace', 'add'),
    ),
    'previews:page': fc.tuple(fc.constantFrom('preview-1', 'run-1'), damaged(ALL_CHANGES)),
    'history:list': fc.tuple(damaged(WHOLE_HISTORY)),
    'history:export': fc.tuple(damaged(WHOLE_HISTORY)),
    'settings:update': fc.tuple(damaged({ maxParallelRuns: 3, keepRunsDays: 365 })),
    'desktop:update': fc.tuple(damaged({ closeToTray: true, notify: 'all' })),
    'keyPairs:generate': fc.tuple(damaged({ name: 'new', type: 'ed25519' })),
    'keyPairs:import': fc.tuple(damaged({ name: 'new', privateKey: 'x', publicKey: '' })),
    'keyPairs:rename': fc.tuple(key, damaged({ name: 'other' })),
    'connections:create': fc.tuple(damaged({ ...NOWHERE, keypairId: 1 }), fc.constant(null)),
    'connections:update': fc.tuple(key, damaged({ ...NOWHERE, keypairId: 1 })),
    'hostKeys:describe': fc.tuple(text),
    'folders:list': fc.tuple(
      text.map((name) => `/nowhere/${name}`),
      fc.boolean(),
    ),
    'hostKeys:trust': fc.tuple(
      fc.constant('nobody at all'),
      damaged(NOWHERE),
      fc.array(fc.constantFrom<unknown>(undefined, null, { type: 'ssh-ed25519', base64: 'AAAA' })),
    ),
  }
}

/** Programs, dialogs and hosts that a sound call would start, open or look for. */
const OUTSIDE: ReadonlySet<string> = new Set(['practice:create', 'runs:start'])

/** Arguments for a channel: anything at all in any number, and what is nearly right. */
export function callsOf(channel: InvokeChannel, arity: number, user: string) {
  const anything = fc
    .array(anyValue, { maxLength: arity + 2 })
    .filter((args) => args.length > 0 || (arity > 0 && !OUTSIDE.has(channel)))
  const close = nearly(user)[channel]
  return close === undefined ? anything : fc.oneof(anything, close)
}

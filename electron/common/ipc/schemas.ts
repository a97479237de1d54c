import * as yup from 'yup'
import { APPEARANCES } from '../desktop/appearance'
import { pageStateSchema } from '../desktop/page-state-schema'
import { changeQuerySchema, previewIdSchema, previewTargetSchema } from '../preview/preview'
import { historyQuerySchema } from '../run/history'
import { RESTORE_MODES } from '../exchange/backup'
import { EXPORT_KINDS } from '../exchange/write-tasks'
import { PAUSE_KINDS } from '../settings/general-settings'
import { notifyLevel } from '../task/task-schema'
import type { InvokeChannel } from './contract'

/** Largest number of log lines one call may ask for; keeps an answer well under a megabyte. */
export const MAX_LOG_LINES = 2000

const id = yup.number().integer().positive().required()
const line = yup.number().integer().min(0).required()
const nullableRevision = yup.number().integer().positive().nullable().defined()
/** Settings are checked by `validateTask`, which names the field; here only that it is an object. */
const settings = yup.object().required()

const desktopChanges = yup
  .object({
    closeToTray: yup.boolean(),
    holdOffSuspend: yup.boolean(),
    startAtLogin: yup.boolean(),
    notify: notifyLevel(),
  })
  .noUnknown()
  .required()

const flag = yup.boolean().required()
const shortText = yup.string().defined().max(4096)
const programPath = yup
  .string()
  .nullable()
  .max(4096)
  .test((text) => !text?.includes('\0'))
const path = shortText.test((text) => !text.includes('\0'))
const programChanges = yup.object({ rsync: programPath, ssh: programPath }).noUnknown().required()
/** A password or a text with keys: bounded, so that no page can fill the memory. */
const longText = yup
  .string()
  .defined()
  .max(64 * 1024)
/** The longest text that is read as tasks; a crontab has some kilobytes. */
export const MAX_IMPORT_CHARACTERS = 1_000_000
/** The longest backup; ten thousand tasks take about ten million. */
export const MAX_BACKUP_CHARACTERS = 50_000_000
const MAX_IMPORTED = 10_000
const importText = yup.string().defined().max(MAX_IMPORT_CHARACTERS)
const hostKey = yup
  .object({
    type: yup
      .string()
      .required()
      // With a mark in front it would be a marker of known_hosts, such as @revoked.
      .matches(/^[a-z0-9][a-z0-9@.-]{0,99}$/),
    base64: yup
      .string()
      .required()
      .matches(/^[A-Za-z0-9+/]{1,16000}={0,3}$/),
    fingerprint: shortText,
  })
  .noUnknown()
const testedPath = yup
  .object({ path: path.required(), direction: yup.string().oneOf(['PUSH', 'PULL']).required() })
  .noUnknown()
  .nullable()
  .defined()

/**
 * The arguments each channel accepts, checked strictly before a handler runs. Main trusts
 * nothing that comes from a page.
 */
export const INVOKE_SCHEMAS = {
  'app:getInfo': [],
  'app:setAppearance': [yup.string().oneOf(APPEARANCES).required()],
  'clock:confirm': [],
  'tasks:list': [],
  'tasks:first': [],
  'tasks:create': [settings],
  'tasks:update': [id, settings, nullableRevision],
  'tasks:delete': [id],
  'tasks:undelete': [id],
  'tasks:duplicate': [id],
  'exchange:read': [importText],
  'exchange:readFile': [],
  'exchange:import': [importText, yup.array(line).max(MAX_IMPORTED).required(), flag],
  'exchange:save': [yup.string().oneOf(EXPORT_KINDS).required(), id.nullable().defined()],
  'backup:save': [],
  'backup:readFile': [],
  'backup:restore': [
    yup.string().defined().max(MAX_BACKUP_CHARACTERS),
    yup.string().oneOf(RESTORE_MODES).required(),
  ],
  'tasks:showCommand': [settings],
  'runs:start': [id],
  'previews:start': [previewTargetSchema],
  'previews:get': [previewIdSchema],
  'previews:page': [previewIdSchema, changeQuerySchema],
  'previews:stop': [previewIdSchema],
  'previews:close': [previewIdSchema],
  'previews:run': [previewIdSchema],
  'runs:stop': [id],
  'runs:list': [id],
  'logs:read': [id, line, yup.number().integer().min(1).max(MAX_LOG_LINES).required()],
  'logs:readMatches': [
    id,
    yup
      .object({ text: yup.string().defined().max(1000), errorsOnly: yup.boolean().required() })
      .required()
      .noUnknown(),
    line,
    yup.number().integer().min(1).max(MAX_LOG_LINES).required(),
  ],
  'logs:download': [id],
  'users:list': [],
  'folders:choose': [yup.string().defined().max(4096)],
  'folders:list': [
    yup
      .string()
      .required()
      .max(4096)
      .test((path) => !path.includes('\0')),
    yup.boolean().required(),
  ],
  'history:list': [historyQuerySchema],
  'history:export': [historyQuerySchema],
  'settings:get': [],
  'settings:update': [settings],
  'programs:get': [],
  'programs:update': [programChanges],
  'schedules:pause': [yup.string().oneOf(PAUSE_KINDS).required()],
  'schedules:resume': [],
  'credentials:list': [],
  'credentials:undelete': [id],
  'keyPairs:generate': [settings],
  'keyPairs:import': [settings],
  'keyPairs:rename': [id, settings],
  'keyPairs:delete': [id, flag],
  'keyPairs:download': [id, yup.string().oneOf(['private', 'public']).required()],
  'keyPairs:readFile': [],
  'connections:create': [settings, longText.nullable()],
  'connections:update': [id, settings],
  'connections:delete': [id, flag],
  'connections:test': [settings, testedPath],
  'connections:installKey': [id, longText.required()],
  'hostKeys:discover': [settings],
  'hostKeys:describe': [longText],
  'hostKeys:trust': [shortText, settings, yup.array(hostKey).max(20).required()],
  'remote:listFolders': [settings, path, flag],
  'remote:listModules': [shortText],
  'secrets:getStorage': [],
  'secrets:allowPlain': [],
  'practice:create': [],
  'desktop:get': [],
  'desktop:update': [desktopChanges],
  'window:ready': [],
  'window:keep': [pageStateSchema],
  'window:kept': [],
} as const satisfies Record<InvokeChannel, readonly yup.Schema[]>

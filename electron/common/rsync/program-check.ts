import type { FieldError } from '../errors'
import { say } from '../i18n/say'
import { addedName } from '../run/written-tree'
import type { TaskSettings } from '../task/task'
import { isAtLeast, type RsyncProgram } from './rsync-program'
import { specOf } from './option-table'
import { saying } from './parameter-advice'
import { openArgsErrors } from './parameter-rules'
import { readParameters } from './parameters'

/** The first version with --info=progress2, --outbuf and --msgs2stderr, without which no run can be read. */
export const OLDEST_RSYNC = '3.1.1'

/** The first version that keeps the remote shell from reading its words, without `-s`, too. */
const QUOTING_RSYNC = '3.2.4'

/**
 * What of a task this computer's rsync cannot do, as errors on the fields; empty when it can all.
 * What a program does not tell of itself is not held against it.
 */
export function programErrors(task: TaskSettings, program: RsyncProgram): FieldError[] {
  const why = whyUnusable(program)
  if (why !== null) return [{ field: '', message: why }]
  const { version, capabilities, compressions } = program
  const lacks = (name: string) => capabilities.length > 0 && !capabilities.includes(name)
  const errors: FieldError[] = []
  if (task.preserveAttr && lacks('xattrs'))
    errors.push({ field: 'preserveAttr', message: say('programs.noXattrs') })
  if (!isAtLeast(version, QUOTING_RSYNC))
    for (const { index, message } of openArgsErrors(task, pushedName(task)))
      errors.push({ field: `extra[${index}]`, message })
  for (const option of readParameters(task.extra).options.filter(({ isRemote }) => !isRemote)) {
    const { name, index } = option
    const field = `extra[${index}]`
    const value = option.value ?? ''
    const said = saying(option)
    const since = firstVersion(name, said)
    if (since !== null && !isAtLeast(version, since))
      errors.push({
        field,
        message: say('programs.tooOldFor', { option: said, since, version }),
      })
    else if (name === 'compress-choice' && value !== '' && value !== 'auto') {
      if (compressions !== null && !compressions.includes(value))
        errors.push({
          field,
          message: say('programs.noCompression', { value, known: compressions.join(', ') }),
        })
    } else if (name === 'acls' && !option.isNegated && lacks('ACLs'))
      errors.push({ field, message: say('programs.noAcls') })
  }
  return errors
}

function pushedName(task: TaskSettings): string {
  return task.direction === 'PUSH' ? addedName(task) : ''
}

/** rsync before 3.2.6 knows the option by its older names. */
function firstVersion(name: string, said: string): string | null {
  if (name === 'secluded-args') return said === '--secluded-args' ? '3.2.6' : null
  return specOf(name).since
}

/** Why no task at all can run with it; null when tasks can. */
export function whyUnusable({ kind, version }: RsyncProgram): string | null {
  if (kind === 'openrsync') return say('programs.openrsync')
  return isAtLeast(version, OLDEST_RSYNC)
    ? null
    : say('programs.tooOld', { version, oldest: OLDEST_RSYNC })
}

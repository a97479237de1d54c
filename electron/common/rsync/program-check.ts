import type { FieldError } from '../errors'
import { say } from '../i18n/say'
import type { TaskSettings } from '../task/task'
import { isAtLeast, type RsyncProgram } from './rsync-program'
import { splitWords } from './words'

/** The first version with --info=progress2, --outbuf and --msgs2stderr, without which no run can be read. */
export const OLDEST_RSYNC = '3.1.1'

/** Options by the first version that has them (rsync's NEWS; peers 7d). */
const SINCE: Readonly<Record<string, string>> = {
  '--mkpath': '3.2.3',
  '--stop-at': '3.2.3',
  '--stop-after': '3.2.3',
  '--compress-choice': '3.2.0',
  '--zc': '3.2.0',
  '--checksum-choice': '3.1.3',
  '--atimes': '3.2.0',
  '--write-devices': '3.2.0',
  '--secluded-args': '3.2.6',
  '--fsync': '3.2.4',
  '--trust-sender': '3.2.5',
  '--old-args': '3.2.4',
}

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
  for (const [index, fragment] of task.extra.entries()) {
    const words = splitWords(fragment)
    for (const word of words.ok ? words.words : []) {
      const [option = '', value = ''] = word.split('=')
      const field = `extra[${index}]`
      const since = Object.hasOwn(SINCE, option) ? SINCE[option] : undefined
      if (since !== undefined && !isAtLeast(version, since))
        errors.push({ field, message: say('programs.tooOldFor', { option, since, version }) })
      else if (/^--(compress-choice|zc)$/.test(option) && value !== '' && value !== 'auto') {
        if (compressions !== null && !compressions.includes(value))
          errors.push({
            field,
            message: say('programs.noCompression', { value, known: compressions.join(', ') }),
          })
      } else if (option === '--acls' || /^-[a-zA-Z]*A/.test(option)) {
        if (lacks('ACLs')) errors.push({ field, message: say('programs.noAcls') })
      }
    }
  }
  return errors
}

/** Why no task at all can run with it; null when tasks can. */
export function whyUnusable({ kind, version }: RsyncProgram): string | null {
  if (kind === 'openrsync') return say('programs.openrsync')
  return isAtLeast(version, OLDEST_RSYNC)
    ? null
    : say('programs.tooOld', { version, oldest: OLDEST_RSYNC })
}

import * as yup from 'yup'
import { sayLater } from '../i18n/say'
import { isOneLevelGuarded, parameterErrors } from '../rsync/parameter-rules'
import { readParameters } from '../rsync/parameters'
import { splitWords } from '../rsync/words'
import type { TaskSettings } from './task'
import { notBlank, REQUIRED, text } from './text-field'

/** Of all auxiliary parameters together: whatever looks at a task reads them again. */
const MAX_PARAMETERS = 100_000

const EMPTY_ENTRY = sayLater('rules.task.emptyParameter')
const parameter = text()
  .required(EMPTY_ENTRY)
  .test({ ...notBlank, message: EMPTY_ENTRY })
  .test('words', (value, { createError }) => {
    const words = splitWords(value ?? '')
    if (!words.ok) {
      const reason = words.message
      return createError({ message: sayLater('rules.task.parameterQuoting', { reason }) })
    }
    // It would turn everything after it, `-n` included, into paths.
    return (
      !words.words.includes('--') || createError({ message: sayLater('rules.task.endOfOptions') })
    )
  })

/** Auxiliary Parameters: each for itself, and all of them as rsync reads them. */
const readable = yup
  .array(parameter)
  .typeError(sayLater('rules.task.parameters'))
  .required(REQUIRED)
  .test('rules', (value, { createError, path, parent }) => {
    const extra = (value ?? []).filter((one) => typeof one === 'string')
    const [found] = parameterErrors({ ...(parent as TaskSettings), extra })
    return !found || createError({ path: `${path}[${found.index}]`, message: () => found.message })
  })

const tooLong = yup
  .mixed<string[]>()
  .required(REQUIRED)
  .test(
    'max-in-all',
    sayLater('rules.task.parametersTooLong', { max: MAX_PARAMETERS }),
    () => false,
  )

/** Of parameters that are too long nothing more is said: each rule would read all of them. */
export const parameters = yup.lazy((value: unknown) => (isTooLong(value) ? tooLong : readable))

function isTooLong(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_PARAMETERS) return Array.isArray(value)
  const lengths = value.map((one) => (typeof one === 'string' ? one.length : 0))
  return lengths.reduce((sum, length) => sum + length, 0) > MAX_PARAMETERS
}

/**
 * `/./` in the source begins the copy there with `--relative`; with Recursive off the rule that
 * keeps sub-folders from deletion would name other folders.
 */
export const onlyOneTop = (isSource: (task: TaskSettings) => boolean) => ({
  name: 'one-top',
  message: sayLater('rules.task.dotInPath'),
  test: (value: string | null | undefined, { parent }: yup.TestContext) => {
    const task = parent as TaskSettings
    if (!value?.includes('/./') || !isSource(task) || !Array.isArray(task.extra)) return true
    if (isTooLong(task.extra)) return true
    const extra = task.extra.filter((one) => typeof one === 'string')
    return !isOneLevelGuarded(task, readParameters(extra))
  },
})

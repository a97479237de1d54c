import type { FieldError } from '@common/errors'
import { validateTask } from '@common/task/task-schema'
import type { TypedSchema, TypedSchemaError } from 'vee-validate'
import { fieldOf, toSettings, type FieldName, type TaskFormValues } from './form-values'

/** An error main found, with the value it was found for: it holds until that value changes. */
export interface MachineError {
  readonly field: FieldName
  readonly message: string
  readonly value: string
}

export function machineError(error: FieldError, values: TaskFormValues): MachineError | null {
  const isHidden = values.mode === 'SSH' && values.connectUsing === 'keychain'
  // With a saved connection there is no Remote Host to see it at; TrueNAS does the same.
  const field = fieldOf(isHidden && error.field === 'remoteHost' ? 'remotePath' : error.field)
  return field && { field, message: error.message, value: JSON.stringify(values[field]) }
}

/**
 * The shared rules of a task as vee-validate takes them, together with what main said about the
 * machine. Errors of parts (`schedule.minute`, `extra[0]`) belong to the field that shows them.
 */
export function formSchema(
  machineErrors: () => readonly MachineError[],
): TypedSchema<TaskFormValues> {
  return {
    __type: 'VVTypedSchema',
    parse(values) {
      const found = new Map<string, string>()
      for (const { field, message } of shapeErrors(values)) {
        const name = fieldOf(field) ?? field
        if (!found.has(name)) found.set(name, message)
      }
      for (const { field, message, value } of machineErrors()) {
        if (!found.has(field) && JSON.stringify(values[field]) === value) found.set(field, message)
      }
      const errors = [...found].map(([path, message]): TypedSchemaError => ({
        path,
        errors: [message],
      }))
      return Promise.resolve(errors.length === 0 ? { value: values, errors } : { errors })
    },
  }
}

function shapeErrors(values: TaskFormValues): readonly FieldError[] {
  const checked = validateTask(toSettings(values))
  return checked.ok ? [] : checked.errors
}

import { useField } from 'vee-validate'
import { watch } from 'vue'
import type { FieldName, TaskFormValues } from './form-values'

/**
 * One field of the form. It is checked when it is left; once it shows an error, with every
 * change, so that the error goes as soon as it is mended.
 */
export function useFormField<N extends FieldName>(name: N) {
  const { value, errorMessage, validate } = useField<TaskFormValues[N]>(name, undefined, {
    validateOnValueUpdate: false,
    // A field that is hidden by another mode keeps what was typed.
    keepValueOnUnmount: true,
  })
  watch(value, () => {
    if (errorMessage.value) void validate()
  })
  const onFocusChange = (isFocused: boolean) => {
    if (!isFocused) void validate()
  }
  return { value, error: errorMessage, check: () => void validate(), onFocusChange }
}

import type { Draft } from '@common/desktop/page-state'
import { taskName, type Task } from '@common/task/task'
import { useForm } from 'vee-validate'
import { computed, onMounted, shallowRef, watch } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import type { AppError } from '@common/errors'
import { useDraft } from '../../composables/use-draft'
import { useTaskActions } from '../../composables/use-task-actions'
import { t } from '../../i18n/i18n'
import { useAppStore } from '../../stores/app-store'
import { useMessagesStore } from '../../stores/messages-store'
import { useTasksStore } from '../../stores/tasks-store'
import { formSchema, machineError, type MachineError } from './form-schema'
import { passwordChange, toSettings, valuesOf, type TaskFormValues } from './form-values'

/** What stands in the way of saving and belongs to no field. */
export type FormTrouble =
  | { readonly kind: 'conflict' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'message'; readonly text: string }

interface TaskForm {
  readonly task: Task | null
  readonly initialValues: TaskFormValues
  /** What the page before this one had typed. */
  readonly draft: Draft | null
  readonly onSaved: () => void
  /** Some field shows an error now. */
  readonly onInvalid: () => void
}

const keyOf = (task: Task | null) => ({ id: task?.id ?? null, revision: task?.revision ?? null })

/** The Add / Edit form: values, rules, saving, and what main says against it. */
export function useTaskForm({ task, initialValues, draft, onSaved, onInvalid }: TaskForm) {
  const app = useAppStore()
  const messages = useMessagesStore()
  const tasks = useTasksStore()
  const { restore } = useTaskActions()
  const machineErrors = shallowRef<readonly MachineError[]>([])
  const trouble = shallowRef<FormTrouble | null>(null)
  const base = shallowRef(task)

  const form = useForm<TaskFormValues>({
    initialValues,
    validationSchema: formSchema(() => machineErrors.value),
    keepValuesOnUnmount: true,
  })
  const isDirty = computed(() => form.meta.value.dirty)
  // The default user comes from main, perhaps after a shortcut has opened the form.
  watch(
    () => app.info?.user,
    (user) => {
      if (user && !task && form.values.user === '') form.resetField('user', { value: user })
    },
  )
  // Not before its fields are there: each would take what was typed for what the form began with.
  onMounted(() => {
    if (draft) form.setValues({ ...form.values, ...draft.values }, false)
    useDraft('task', () => (isDirty.value ? { ...keyOf(base.value), values: form.values } : null))
  })

  async function showProblem(error: AppError): Promise<void> {
    const { fields } = error
    machineErrors.value = fields.flatMap((field) => machineError(field, form.values) ?? [])
    const unplaced = fields.filter((field) => machineError(field, form.values) === null)
    const texts = fields.length === 0 ? [error.message] : unplaced.map(({ message }) => message)
    if (error.code === 'CONFLICT') trouble.value = { kind: 'conflict' }
    else if (error.code === 'NOT_FOUND') trouble.value = { kind: 'gone' }
    else if (texts.length > 0) trouble.value = { kind: 'message', text: texts.join(' ') }
    await form.validate()
    onInvalid()
  }

  async function send(values: TaskFormValues, revision: number | null): Promise<void> {
    const settings = { ...toSettings(values), ...passwordChange(values) }
    // What is stored now may be newer than what the form began with.
    const former = base.value && (tasks.views.get(base.value.id)?.task ?? base.value)
    try {
      const saved = base.value
        ? await invoke('tasks:update', base.value.id, settings, revision)
        : await invoke('tasks:create', settings)
      tasks.putTask(saved)
      const name = taskName(saved)
      if (former) {
        const undo = { label: t('common.undo'), run: () => void restore(former, saved) }
        messages.show(t('messages.taskUpdated', { name }), undo)
      } else messages.show(t('messages.taskCreated', { name }))
      onSaved()
    } catch (error) {
      await showProblem(asAppError(error))
    }
  }

  const saveWith = (revision: () => number | null) => {
    const submit = form.handleSubmit(
      (values) => send(values, revision()),
      () => onInvalid(),
    )
    return async () => {
      if (form.isSubmitting.value) return
      // The machine may have changed since it was asked: ask it again.
      machineErrors.value = []
      trouble.value = null
      await submit()
    }
  }

  /** Throws away what was typed for what is stored now. */
  async function loadNewer(): Promise<void> {
    await tasks.load()
    const newer = tasks.views.get(base.value?.id ?? 0)?.task
    if (!newer) {
      trouble.value = { kind: 'gone' }
      return
    }
    base.value = newer
    machineErrors.value = []
    trouble.value = null
    form.resetForm({ values: valuesOf(newer) })
  }

  return {
    isDirty,
    isSaving: form.isSubmitting,
    trouble,
    save: saveWith(() => base.value?.revision ?? null),
    saveAnyway: saveWith(() => null),
    saveAsNew: async () => {
      base.value = null
      await saveWith(() => null)()
    },
    loadNewer,
  }
}

import type { TaskField } from '@common/run/remedy'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

export type Dialog =
  /** `field` is the setting to begin at. */
  | { readonly kind: 'form'; readonly taskId: number | null; readonly field?: TaskField }
  | { readonly kind: 'run-now'; readonly taskId: number }
  | { readonly kind: 'delete'; readonly taskId: number }
  | { readonly kind: 'import'; readonly taskId: null }
  /** Null: all tasks. */
  | { readonly kind: 'export'; readonly taskId: number | null }
  /** Null: the run that stands for the task. */
  | { readonly kind: 'logs'; readonly taskId: number; readonly runId: number | null }
  /** Null: a new one of the task. */
  | { readonly kind: 'preview'; readonly taskId: number; readonly previewId: string | null }

/** Which dialog about a task is open. One at a time; the screen below stays as it is. */
export const useDialogsStore = defineStore('dialogs', () => {
  const open = ref<Dialog | null>(null)
  /** Asked for from outside while the form was open: what is typed there comes first. */
  const next = ref<Dialog | null>(null)

  function close(): void {
    open.value = next.value
    next.value = null
  }

  /** Shows what something outside of the window asks for; false while the form is open. */
  function showWhenFree(dialog: Dialog): boolean {
    const isFree = open.value?.kind !== 'form'
    if (isFree) open.value = dialog
    else next.value = dialog
    return isFree
  }

  return {
    open,
    kind: computed(() => open.value?.kind ?? null),
    taskId: computed(() => open.value?.taskId ?? null),
    addTask: () => (open.value = { kind: 'form', taskId: null }),
    editTask: (taskId: number, field?: TaskField) =>
      (open.value = { kind: 'form', taskId, ...(field ? { field } : {}) }),
    field: computed(() => (open.value?.kind === 'form' ? (open.value.field ?? null) : null)),
    confirmRun: (taskId: number) => (open.value = { kind: 'run-now', taskId }),
    confirmDelete: (taskId: number) => (open.value = { kind: 'delete', taskId }),
    importTasks: () => (open.value = { kind: 'import', taskId: null }),
    exportTasks: (taskId: number | null) => (open.value = { kind: 'export', taskId }),
    showLogs: (taskId: number, runId: number | null = null) =>
      (open.value = { kind: 'logs', taskId, runId }),
    showPreview: (taskId: number, previewId: string | null = null) =>
      (open.value = { kind: 'preview', taskId, previewId }),
    runId: computed(() => (open.value?.kind === 'logs' ? open.value.runId : null)),
    previewId: computed(() => (open.value?.kind === 'preview' ? open.value.previewId : null)),
    showWhenFree,
    close,
  }
})

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

export type Dialog =
  | { readonly kind: 'form'; readonly taskId: number | null }
  | { readonly kind: 'run-now'; readonly taskId: number }
  | { readonly kind: 'delete'; readonly taskId: number }
  | { readonly kind: 'logs'; readonly taskId: number }

/** Which dialog about a task is open. One at a time; the screen below stays as it is. */
export const useDialogsStore = defineStore('dialogs', () => {
  const open = ref<Dialog | null>(null)

  return {
    open,
    kind: computed(() => open.value?.kind ?? null),
    taskId: computed(() => open.value?.taskId ?? null),
    addTask: () => (open.value = { kind: 'form', taskId: null }),
    editTask: (taskId: number) => (open.value = { kind: 'form', taskId }),
    confirmRun: (taskId: number) => (open.value = { kind: 'run-now', taskId }),
    confirmDelete: (taskId: number) => (open.value = { kind: 'delete', taskId }),
    showLogs: (taskId: number) => (open.value = { kind: 'logs', taskId }),
    close: () => (open.value = null),
  }
})

import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Message {
  readonly id: number
  readonly text: string
  readonly isError: boolean
}

/** Short messages about what happened, shown one after the other as snackbars. */
export const useMessagesStore = defineStore('messages', () => {
  const queue = ref<readonly Message[]>([])
  let lastId = 0

  const add = (text: string, isError: boolean) => {
    // A repeated failure says nothing new; without this a broken connection floods the screen.
    if (queue.value.some((message) => message.text === text)) return
    queue.value = [...queue.value, { id: ++lastId, text, isError }]
  }

  return {
    queue,
    show: (text: string) => add(text, false),
    showError: (text: string) => add(text, true),
    dismiss: (id: number) => {
      queue.value = queue.value.filter((message) => message.id !== id)
    },
  }
})

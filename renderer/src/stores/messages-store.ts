import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** What a message lets one do about it, such as Undo. */
export interface MessageAction {
  readonly label: string
  readonly run: () => void
}

export interface Message {
  readonly id: number
  readonly action: MessageAction | null
  readonly text: string
  readonly isError: boolean
}

/** Short messages about what happened, shown one after the other as snackbars. */
export const useMessagesStore = defineStore('messages', () => {
  const queue = shallowRef<readonly Message[]>([])
  let lastId = 0

  const add = (text: string, isError: boolean, action: MessageAction | null = null) => {
    // A repeated failure says nothing new; without this a broken connection floods the screen.
    if (queue.value.some((message) => message.text === text)) return
    queue.value = [...queue.value, { id: ++lastId, text, isError, action }]
  }

  return {
    queue,
    show: (text: string, action?: MessageAction) => add(text, false, action),
    showError: (text: string) => add(text, true),
    dismiss: (id: number) => {
      queue.value = queue.value.filter((message) => message.id !== id)
    },
  }
})

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { asAppError } from '../bridge/bridge'

/** What was deleted one after the other. */
export interface Deleted {
  readonly kind: 'task' | 'credential'
  readonly ids: readonly number[]
}

/** What a message lets one do about it, such as Undo. */
export interface MessageAction {
  readonly label: string
  readonly run: () => void
  /** What it brings back, where it undoes deletions. */
  readonly deleted?: Deleted
}

export interface Message {
  readonly id: number
  readonly action: MessageAction | null
  readonly text: string
  readonly isError: boolean
}

/** More than these at once are a flood; the last ones tell the most. */
const MAX_ERRORS = 3

/**
 * Short messages about what happened, as snackbars. They never pile up: of what went well only
 * the last is kept, of errors the last few, which are shown one after the other.
 */
export const useMessagesStore = defineStore('messages', () => {
  const queue = shallowRef<readonly Message[]>([])
  let lastId = 0

  const add = (text: string, isError: boolean, action: MessageAction | null = null) => {
    const next: Message = { id: ++lastId, text, isError, action }
    const errors = queue.value.filter((message) => message.isError)
    // A repeated failure says nothing new; without this a broken connection floods the screen.
    if (isError && errors.some((message) => message.text === text)) return
    if (isError) {
      const undoable = queue.value.filter((message) => message.action !== null)
      queue.value = [...errors.slice(1 - MAX_ERRORS), next, ...undoable]
    } else {
      // What was done before the last thing is no news any more; an Undo for it would come too late.
      // What can be undone now can be for a while only, and errors take long to be read.
      queue.value = action ? [next, ...errors] : [...errors, next]
    }
  }

  const showError = (text: string) => add(text, true)

  /** What the work answers; undefined when it failed, which a message then says. */
  async function orTell<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (error) {
      showError(asAppError(error).message)
      return undefined
    }
  }

  return {
    queue,
    show: (text: string, action?: MessageAction) => add(text, false, action),
    showError,
    orTell,
    dismiss: (id: number) => {
      queue.value = queue.value.filter((message) => message.id !== id)
    },
  }
})

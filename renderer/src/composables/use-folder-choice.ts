import { shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { useMessagesStore } from '../stores/messages-store'

/** Asks for a folder with the system's own dialog. */
export function useFolderChoice() {
  const messages = useMessagesStore()
  const isChoosing = shallowRef(false)

  /** The chosen folder, or null when the dialog was closed or could not be shown. */
  async function choose(startAt: string): Promise<string | null> {
    if (isChoosing.value) return null
    isChoosing.value = true
    try {
      return await invoke('folders:choose', startAt)
    } catch (error) {
      messages.showError(asAppError(error).message)
      return null
    } finally {
      isChoosing.value = false
    }
  }

  return { choose, isChoosing }
}

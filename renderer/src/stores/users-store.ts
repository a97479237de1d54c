import type { LocalUser } from '@common/ipc/contract'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'
import { useAppStore } from './app-store'

/** The users of this machine, the one who runs the app first. */
export const useUsersStore = defineStore('users', () => {
  const app = useAppStore()
  const users = shallowRef<readonly LocalUser[]>([])

  async function load(): Promise<void> {
    try {
      users.value = await invoke('users:list')
    } catch {
      // A name can be typed as well, and main checks it: an empty list stops nobody.
      users.value = []
    }
  }

  const sorted = computed(() => {
    const own = app.info?.user
    return [...users.value].sort(
      (a, b) => Number(b.name === own) - Number(a.name === own) || a.name.localeCompare(b.name),
    )
  })

  return { users, sorted, load }
})

import type { MenuCommand } from '@common/ipc/contract'
import { onScopeDispose, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { onEvent } from '../bridge/bridge'
import { useDialogsStore } from '../stores/dialogs-store'

/**
 * Carries out what the application menu and its shortcuts ask for, and `?`, which the menu cannot
 * have since it must stay typeable. While a dialog is open its own keys come first.
 */
export function useMenuCommands() {
  const router = useRouter()
  const dialogs = useDialogsStore()
  const areShortcutsOpen = shallowRef(false)

  const focusSearch = (inside = '') =>
    document.querySelector<HTMLElement>(`${inside}input[type="search"]`)?.focus()
  const goTo = (name: string) => void router.push({ name })
  async function search(): Promise<void> {
    await router.push({ name: 'rsync-tasks' })
    focusSearch()
  }

  const commands: Readonly<Record<MenuCommand, () => void>> = {
    'add-task': () => void dialogs.addTask(),
    'data-protection': () => goTo('data-protection'),
    'rsync-tasks': () => goTo('rsync-tasks'),
    search: () => void search(),
    shortcuts: () => (areShortcutsOpen.value = true),
  }
  const isBusy = () => dialogs.kind !== null || areShortcutsOpen.value

  function onKeydown(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement
    if (event.key === '?' && !isTyping && !isBusy()) commands.shortcuts()
  }

  const stop = onEvent('menu:chosen', ({ command }) => {
    if (!isBusy()) commands[command]()
    // Where the menu takes the key before the page does, it is still the log that is searched.
    else if (command === 'search' && dialogs.kind === 'logs') focusSearch('[role="dialog"] ')
  })
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => {
    stop()
    window.removeEventListener('keydown', onKeydown)
  })

  return { areShortcutsOpen }
}

import type { MenuCommand } from '@common/ipc/contract'
import { onScopeDispose, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { onEvent } from '../bridge/bridge'
import { useDialogsStore } from '../stores/dialogs-store'

const SEARCH_FIELD = 'input[type="search"]'

/**
 * Carries out what the application menu and its shortcuts ask for, and `?`, which the menu cannot
 * have since it must stay typeable. While a dialog is open its own keys come first.
 */
export function useMenuCommands() {
  const router = useRouter()
  const dialogs = useDialogsStore()
  const areShortcutsOpen = shallowRef(false)

  const searchIn = (place: string) =>
    document.querySelector<HTMLElement>(`${place} ${SEARCH_FIELD}`)
  const goTo = (name: string) => router.push({ name })
  async function search(): Promise<void> {
    if (!searchIn('main')) await goTo('rsync-tasks')
    searchIn('main')?.focus()
  }

  const commands: Readonly<Record<MenuCommand, () => void>> = {
    'add-task': () => void dialogs.addTask(),
    'data-protection': () => void goTo('data-protection'),
    'rsync-tasks': () => void goTo('rsync-tasks'),
    history: () => void goTo('history'),
    credentials: () => void goTo('credentials'),
    settings: () => void goTo('settings'),
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
    else if (command === 'search' && dialogs.kind === 'logs') searchIn('[role="dialog"]')?.focus()
  })
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => {
    stop()
    window.removeEventListener('keydown', onKeydown)
  })

  return { areShortcutsOpen }
}

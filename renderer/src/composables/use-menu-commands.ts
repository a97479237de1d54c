import { MENU_KEYS, type MenuCommand } from '@common/desktop/menu-commands'
import { onScopeDispose, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { onEvent } from '../bridge/bridge'
import { useDialogsStore } from '../stores/dialogs-store'
import { isAnyDialogOpen } from './use-open-dialog'

const SEARCH_FIELD = 'input[type="search"]'
export const IS_MAC = navigator.userAgent.includes('Mac')
const COMMANDS = Object.keys(MENU_KEYS) as MenuCommand[]

/**
 * Carries out what the application menu and its shortcuts ask for, and `?`, which the menu cannot
 * have since it must stay typeable. While a dialog is open its own keys come first.
 */
export function useMenuCommands() {
  const router = useRouter()
  const dialogs = useDialogsStore()
  const areShortcutsOpen = shallowRef(false)

  const searchIn = (place: string) =>
    document.querySelector<HTMLInputElement>(`${place} ${SEARCH_FIELD}`)
  const goTo = (name: string) => router.push({ name })
  function beginIn(field: HTMLInputElement | null): void {
    field?.focus()
    field?.select()
  }
  async function search(): Promise<void> {
    if (!searchIn('main')) await goTo('rsync-tasks')
    beginIn(searchIn('main'))
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
  const isBusy = () => dialogs.kind !== null || isAnyDialogOpen()

  function choose(command: MenuCommand): void {
    if (!isBusy()) commands[command]()
    else if (command === 'search') beginIn(searchIn('[role="dialog"]'))
  }

  function onKeydown(event: KeyboardEvent): void {
    const command = commandOf(event)
    if (command) {
      // The menu hears of keys only after the page, and the page of the menu later still: the next
      // key would come first, and could close the dialog that keeps this one from doing anything.
      event.preventDefault()
      choose(command)
    }
    const isTyping = event.target instanceof HTMLInputElement
    if (event.key === '?' && !isTyping && !isBusy()) commands.shortcuts()
  }

  // By the mouse, and by a key that the menu took before the page.
  const stop = onEvent('menu:chosen', ({ command }) => choose(command))
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => {
    stop()
    window.removeEventListener('keydown', onKeydown)
  })

  return { areShortcutsOpen }
}

/** The command of a key. Keys of other keyboards, whose digits need Shift say, are left to the menu. */
function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
  if (altKey || shiftKey) return undefined
  const [isHeld, isOtherHeld] = IS_MAC ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  if (isOtherHeld) return undefined
  const name = `${isHeld ? 'CmdOrCtrl+' : ''}${key.length === 1 ? key.toUpperCase() : key}`
  return COMMANDS.find((command) => MENU_KEYS[command] === name)
}

import { settle } from './mount-app'

/** What a person finds on the screen: everything here looks in the whole page, as overlays do. */
const textOf = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()

export function pageText(): string {
  return textOf(document.body)
}

/** The control with exactly this label. */
export function byLabel(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')]
    .filter((element) => textOf(element) === label)
    .map((element) => document.getElementById(element.htmlFor))
    .filter((element) => element instanceof HTMLInputElement)
  const controls = [...new Set(found)]
  if (controls.length !== 1) throw new Error(`${controls.length} controls labelled ${label}`)
  return controls[0] as HTMLInputElement
}

export function hasLabel(label: string): boolean {
  return [...document.querySelectorAll('label')].some((element) => textOf(element) === label)
}

export function buttons(name: string): HTMLElement[] {
  return [
    ...document.querySelectorAll<HTMLElement>('button, [role="button"], [role^="menuitem"]'),
  ].filter((element) => (element.getAttribute('aria-label') ?? textOf(element)) === name)
}

export function button(name: string): HTMLElement {
  const [found] = buttons(name)
  if (!found) throw new Error(`no button ${name}`)
  return found
}

export async function click(name: string): Promise<void> {
  button(name).click()
  await settle()
}

/** The button that tells this state of a task and opens its logs. */
export function statePill(word: string): HTMLElement {
  const pills = [...document.querySelectorAll<HTMLElement>('button')]
  const found = pills.find((pill) =>
    pill.getAttribute('aria-label')?.startsWith(`${word}, logs of `),
  )
  if (!found) throw new Error(`no task is ${word}`)
  return found
}

/** Opens the logs of the first task in this state. */
export async function showLogs(word: string): Promise<void> {
  statePill(word).click()
  await settle()
}

/** Types into a field and leaves it. */
export async function type(label: string, text: string): Promise<void> {
  const input = byLabel(label)
  input.focus()
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.blur()
  await settle()
}

/** Opens a list and chooses the entry that begins like this. */
export async function choose(label: string, entry: string): Promise<void> {
  const input = byLabel(label)
  input.focus()
  input.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
  await settle()
  const options = [...document.querySelectorAll<HTMLElement>('[role="option"]')]
  const option = options.find((element) => textOf(element).startsWith(entry))
  if (!option) throw new Error(`no entry ${entry} in ${options.map(textOf).join(' | ')}`)
  option.click()
  await settle()
  input.blur()
  await settle()
}

/** The messages under the control with this label. */
export function errorsAt(label: string): string[] {
  const field = byLabel(label).closest('.v-input')
  return [...(field?.querySelectorAll('.v-messages__message') ?? [])].map(textOf)
}

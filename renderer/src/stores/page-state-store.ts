import type { Draft, DraftForm, PageState, ScrolledPlace } from '@common/desktop/page-state'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'

/** So much typing or scrolling a crash may cost. */
const EVERY_MS = 500

/**
 * What this page has that is nowhere else: what is typed into forms, and how far it is scrolled. Main
 * keeps it for the page that is loaded in its place; this one begins with what the page before it had.
 */
export const usePageStateStore = defineStore('page-state', () => {
  const drafts = new Map<DraftForm, Draft>()
  const scrolled = new Map<ScrolledPlace, number>()
  /** What is still to be scrolled as it was. */
  const wanted = new Map<ScrolledPlace, number>()
  /** The page before this one has been asked for; until then nothing may replace what main keeps of it. */
  const isTaken = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false

  /** To be called once, when what the drafts are about is loaded. */
  async function take(): Promise<void> {
    // Without it the page begins empty.
    const kept = await invoke('window:kept').catch(() => null)
    for (const draft of kept?.drafts ?? [])
      if (!drafts.has(draft.form)) drafts.set(draft.form, draft)
    for (const [place, top] of entriesOf(kept?.scrolled ?? {})) wanted.set(place, top)
    isTaken.value = true
  }

  /** At once, so that main knows of what is not saved; then at most every {@link EVERY_MS}. */
  function tell(): void {
    if (!isTaken.value) return
    if (timer !== undefined) {
      isDue = true
      return
    }
    const state: PageState = {
      drafts: [...drafts.values()],
      scrolled: Object.fromEntries(scrolled),
    }
    // Only a crash would miss it.
    invoke('window:keep', state).catch(() => undefined)
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) tell()
      isDue = false
    }, EVERY_MS)
  }

  /** @param draft nothing reactive, since nothing reactive passes through IPC; null for nothing unsaved */
  function putDraft(form: DraftForm, draft: Draft | null): void {
    if (draft) drafts.set(form, draft)
    else if (!drafts.delete(form)) return
    tell()
  }

  function putScrolled(place: ScrolledPlace, top: number): void {
    scrolled.set(place, top)
    // A form in which nothing was typed does not come back.
    if (place !== 'form' || drafts.size > 0) tell()
  }

  /** The place is there no more. */
  function dropScrolled(place: ScrolledPlace): void {
    if (scrolled.delete(place)) tell()
  }

  /** How far the place was scrolled in the page before this one; once, null when it was not. */
  function takeScrolled(place: ScrolledPlace): number | null {
    const top = wanted.get(place) ?? null
    wanted.delete(place)
    return top
  }

  return {
    isTaken,
    take,
    draftOf: (form: DraftForm): Draft | null => drafts.get(form) ?? null,
    putDraft,
    putScrolled,
    dropScrolled,
    takeScrolled,
  }
})

function entriesOf(scrolled: PageState['scrolled']): [ScrolledPlace, number][] {
  return Object.entries(scrolled) as [ScrolledPlace, number][]
}

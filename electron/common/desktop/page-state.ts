/** The forms that hold what a person types. */
export const DRAFT_FORMS = ['task', 'connection', 'task-connection', 'key-pair'] as const
export type DraftForm = (typeof DRAFT_FORMS)[number]

/** What was typed into a form and is saved nowhere. */
export interface Draft {
  readonly form: DraftForm
  /** What is edited; null for something new. */
  readonly id: number | null
  /** The revision of the task that the form began with. */
  readonly revision: number | null
  /** As the form has them, without {@link DRAFT_SECRETS}. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What scrolls and is put back where it was. */
export const SCROLLED_PLACES = ['screen', 'list', 'form'] as const
export type ScrolledPlace = (typeof SCROLLED_PLACES)[number]

/**
 * What is nowhere but in the page. Main keeps it in memory, so that a page that crashed, or whose window
 * was destroyed, has it back.
 */
export interface PageState {
  readonly drafts: readonly Draft[]
  /** In pixels. */
  readonly scrolled: Readonly<Partial<Record<ScrolledPlace, number>>>
}

export const NO_PAGE_STATE: PageState = { drafts: [], scrolled: {} }

/** The fields that stay in the page alone. */
export const DRAFT_SECRETS = ['modulePassword', 'password', 'privateKey', 'passphrase']

/** The values of a form that may leave the page. */
export function withoutSecrets(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !DRAFT_SECRETS.includes(name)),
  )
}

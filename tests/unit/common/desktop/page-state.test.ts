import { DRAFT_SECRETS, NO_PAGE_STATE, withoutSecrets } from '@common/desktop/page-state'
import { pageStateSchema } from '@common/desktop/page-state-schema'
import { describe, expect, it } from 'vitest'

const draft = { form: 'task', id: 1, revision: 2, values: { desc: 'Half' } }
const takes = (state: unknown) => pageStateSchema.isValidSync(state, { strict: true })

describe('what a page gives main to keep', () => {
  it('is what was typed and scrolled', () => {
    expect(takes(NO_PAGE_STATE)).toBe(true)
    expect(takes({ drafts: [draft], scrolled: { screen: 12.5, list: 0, form: 7 } })).toBe(true)
  })

  it.each(DRAFT_SECRETS)('is never a field such as %s', (name) => {
    const values = { desc: 'Half', [name]: 'hunter2' }
    expect(takes({ drafts: [{ ...draft, values }], scrolled: {} })).toBe(false)
    expect(withoutSecrets(values)).toEqual({ desc: 'Half' })
  })

  it('is nothing else, and no more than fits', () => {
    expect(takes({ drafts: [{ ...draft, form: 'other' }], scrolled: {} })).toBe(false)
    expect(takes({ drafts: [draft], scrolled: { window: 1 } })).toBe(false)
    expect(takes({ drafts: [draft], scrolled: { screen: -1 } })).toBe(false)
    expect(takes({ drafts: [draft, draft, draft, draft, draft], scrolled: {} })).toBe(false)
    const values = { desc: 'x'.repeat(1_000_000) }
    expect(takes({ drafts: [{ ...draft, values }], scrolled: {} })).toBe(false)
  })
})

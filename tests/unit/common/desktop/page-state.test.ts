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

  it.each([
    ['task', { path: { a: 1 } }],
    ['task', { extra: 5 }],
    ['task', { extra: ['-v', null] }],
    ['task', { remoteHost: [] }],
    ['task', { remoteHost: undefined }],
    ['task', { desc: null }],
    ['task', { mode: 'EVIL' }],
    ['task', { schedule: { minute: 5 } }],
    ['task', { schedule: 'daily' }],
    ['task', { enabled: 'yes' }],
    ['task', { sshCredentials: '1' }],
    ['task', { host: 'nas' }],
    ['task', { toString: 5 }],
    ['task', JSON.parse('{"__proto__": {"path": 1}}')],
    ['connection', { name: {} }],
    ['connection', { port: 22 }],
    ['task-connection', { remoteHostKey: null }],
    ['key-pair', { way: 'other' }],
    ['key-pair', { path: '/' }],
    ['key-pair', ['name']],
  ])('is no draft of a %s form with %j', (form, values) => {
    expect(takes({ drafts: [{ form, id: null, revision: null, values }], scrolled: {} })).toBe(
      false,
    )
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

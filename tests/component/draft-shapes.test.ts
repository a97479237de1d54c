import { DRAFT_SECRETS, withoutSecrets, type DraftForm } from '@common/desktop/page-state'
import { pageStateSchema } from '@common/desktop/page-state-schema'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { expect, it } from 'vitest'
import { connectionValues } from '@renderer/features/credentials/connection-values'
import { emptyValues, valuesOf } from '@renderer/features/task-form/form-values'
import { aView } from './builders'

const saved = { ...CONNECTION_DEFAULTS, id: 4, name: 'NAS', host: 'nas', keypairId: 3 }
const { task } = aView({
  ...{ mode: 'SSH', sshCredentials: 4, extra: ['-v', '"a b"'], notify: 'ERRORS' },
  ...{ missedMaxAge: null, deleteLimit: null, remotePort: 0 },
})

it.each<[DraftForm, object]>([
  ['task', emptyValues('ada')],
  ['task', valuesOf(task)],
  ['connection', connectionValues(null)],
  ['task-connection', connectionValues(saved)],
  ['key-pair', { way: 'import', name: 'Key', type: 'rsa', privateKey: '', passphrase: '' }],
])('whatever a %s form holds is a draft that main keeps', (form, values) => {
  const takes = (given: object) =>
    pageStateSchema.isValidSync(
      { drafts: [{ form, id: null, revision: null, values: given }], scrolled: {} },
      { strict: true },
    )
  const plain = withoutSecrets(values)
  expect(takes(plain)).toBe(true)
  // Each field has a shape, so that nothing wrong comes back in it.
  for (const name of Object.keys(values).filter((one) => !DRAFT_SECRETS.includes(one)))
    expect(takes({ ...plain, [name]: [{}] })).toBe(false)
})

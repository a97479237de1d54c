import type { DraftForm } from '@common/desktop/page-state'
import type { ConnectionTest, TestedPath } from '@common/ssh/connection-test'
import type { HostKey, SshConnection } from '@common/ssh/credentials'
import { readPastedHost } from '@common/task/pasted-host'
import { computed, ref, shallowRef, watch } from 'vue'
import { invoke } from '../../bridge/bridge'
import { useTypedValues } from '../../composables/use-draft'
import {
  connectionSettings,
  connectionValues,
  GENERATE_NEW,
  placeOf,
  type ConnectionValues,
} from './connection-values'
import { useCredentialForm } from './use-credential-form'
import { useSecretConsent } from './use-secret-consent'

const FIELDS = [
  ...['name', 'host', 'port', 'username', 'keypairId', 'remoteHostKey', 'connectTimeout'],
  'password',
]

/** The form of a connection: its values, the host's keys, the test and saving. */
export function useConnectionForm(connection: SshConnection | null, draftForm: DraftForm) {
  const values = useTypedValues<ConnectionValues>(
    draftForm,
    connection?.id ?? null,
    connectionValues(connection),
  )
  const form = useCredentialForm(FIELDS)
  const consent = useSecretConsent()
  const found = shallowRef<readonly HostKey[]>([])
  const former = shallowRef<readonly HostKey[]>([])
  const test = shallowRef<ConnectionTest | null>(null)
  /** What the test looks at beyond the connection itself; an empty path for nothing more. */
  const tested = ref<TestedPath>({ path: '', direction: 'PUSH' })

  // What was found out belongs to what was asked.
  watch(
    () => ({ ...values, ...tested.value, name: '' }),
    () => (test.value = null),
  )

  // Keys of one place must never be saved for another.
  const place = computed(() => `${values.host}\0${values.port}`)
  function forgetPlace(): void {
    found.value = []
    form.forget(['host', 'port'])
  }
  watch(place, forgetPlace)

  async function discover(): Promise<void> {
    const asked = place.value
    const keys = await form.attempt(() => invoke('hostKeys:discover', placeOf(values)))
    if (keys) {
      former.value = await invoke('hostKeys:describe', values.remoteHostKey)
      found.value = keys
    }
    if (place.value !== asked) forgetPlace()
  }

  function trust(): void {
    values.remoteHostKey = found.value.map(({ type, base64 }) => `${type} ${base64}`).join('\n')
    found.value = []
  }

  async function runTest(): Promise<void> {
    const settings = connectionSettings(values, values.keypairId)
    const name = settings.name || 'test'
    const path = tested.value.path === '' ? null : { ...tested.value }
    test.value =
      (await form.attempt(() => invoke('connections:test', { ...settings, name }, path))) ?? null
  }

  async function create(keypairId: number): Promise<SshConnection> {
    const settings = connectionSettings(values, keypairId)
    const password = values.password === '' ? null : values.password
    if (!connection) return invoke('connections:create', settings, password)
    const saved = await invoke('connections:update', connection.id, settings)
    if (password !== null) await invoke('connections:installKey', connection.id, password)
    return saved
  }

  /** With Generate New the key is made first, and goes again when the connection is refused. */
  async function createWithKey(): Promise<SshConnection> {
    if (values.keypairId !== GENERATE_NEW) return create(values.keypairId)
    const request = { name: `${values.name} Key`.trim(), type: 'ed25519' }
    const pair = await consent.withConsent(() => invoke('keyPairs:generate', request))
    try {
      return await create(pair.id)
    } catch (error) {
      await invoke('keyPairs:delete', pair.id, false)
      throw error
    }
  }

  /** What was pasted as Host goes into the fields that it belongs to. */
  function takeHostApart(): void {
    const pasted = readPastedHost(values.host)
    if (pasted === null) return
    values.host = pasted.host
    if (pasted.port !== null) values.port = String(pasted.port)
    if (pasted.user !== null) values.username = pasted.user
  }

  const save = async () => {
    const saved = await form.attempt(createWithKey)
    // Kept where something else is wrong: saved without it, the connection would have no key on the host.
    if (saved) values.password = ''
    return saved
  }

  const asked = { found, former, test, discover, trust, runTest }
  return { values, tested, form, consent, ...asked, save, takeHostApart }
}

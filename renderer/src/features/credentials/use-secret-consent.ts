import { shallowRef } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'

/**
 * Does what stores a secret; where only readable storage is on offer, the person is asked first.
 * `backend` is what that storage is called while the question is open.
 */
export function useSecretConsent() {
  const backend = shallowRef<string | null>(null)
  let decide: (isAgreed: boolean) => void = () => undefined

  async function withConsent<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (asAppError(error).code !== 'SECRETS_UNPROTECTED' || !(await ask())) throw error
      await invoke('secrets:allowPlain')
      return work()
    }
  }

  async function ask(): Promise<boolean> {
    const storage = await invoke('secrets:getStorage')
    return new Promise((resolve) => {
      backend.value = storage.backend
      decide = (isAgreed) => {
        backend.value = null
        resolve(isAgreed)
      }
    })
  }

  return { backend, withConsent, answer: (isAgreed: boolean) => decide(isAgreed) }
}

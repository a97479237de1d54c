import type { Preview, PreviewTarget } from '@common/preview/preview'
import { onScopeDispose, shallowRef } from 'vue'
import { asAppError, invoke, onEvent } from '../../bridge/bridge'

/** What the dialog is about: a list that is there already, or one to make. */
export type PreviewSource =
  | { readonly kind: 'stored'; readonly previewId: string }
  | { readonly kind: 'new'; readonly target: PreviewTarget }

/** A preview from its dry run to its list. It is stopped and dropped with the component. */
export function usePreview(source: PreviewSource) {
  const preview = shallowRef<Preview | null>(null)
  const error = shallowRef<string | null>(null)
  let isGone = false

  const stopListening = onEvent('previews:changed', (changed) => {
    if (changed.id === preview.value?.id) preview.value = changed
  })

  async function begin(from: PreviewSource): Promise<void> {
    error.value = null
    preview.value = null
    try {
      const begun = await (from.kind === 'new'
        ? invoke('previews:start', from.target)
        : invoke('previews:get', from.previewId))
      if (isGone) return drop(begun)
      // The end may have been told before the answer arrived.
      preview.value = begun.state === 'RUNNING' ? await invoke('previews:get', begun.id) : begun
    } catch (reason) {
      error.value = asAppError(reason).message
    }
  }

  const drop = ({ id }: Preview) => void invoke('previews:close', id).catch(() => undefined)

  /** Throws the list away and makes a new one of the task as it is now. */
  async function renew(): Promise<void> {
    const { taskId = null } = preview.value ?? {}
    if (preview.value) drop(preview.value)
    await begin(
      source.kind === 'new' ? source : { kind: 'new', target: { taskId, settings: null } },
    )
  }

  const stop = () =>
    preview.value && invoke('previews:stop', preview.value.id).catch(() => undefined)

  onScopeDispose(() => {
    isGone = true
    stopListening()
    if (preview.value) drop(preview.value)
  })
  void begin(source)

  return { preview, error, renew, stop }
}

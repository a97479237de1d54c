import type { AskedChannel } from '@common/ipc/dangers'
import type { Engine } from '@core/engine'
import type { Handlers } from './callee'

type PreviewChannel = Exclude<Extract<keyof Handlers, `previews:${string}`>, AskedChannel>

/** What each call about previews does. */
export function previewHandlers({ previews, safety }: Engine): Pick<Handlers, PreviewChannel> {
  return {
    'previews:get': (id) => previews.get(id),
    'previews:page': (id, query) => previews.page(id, query),
    'previews:stop': (id) => previews.stop(id).then(() => null),
    'previews:close': (id) => previews.close(id).then(() => null),
    'previews:run': (id) => safety.startApproved(id, 'manual'),
  }
}

import { numberText, say } from '@common/i18n/say'
import type { Change } from '@common/preview/change'
import { ALL_CHANGES, MAX_CHANGE_PAGE, type Preview } from '@common/preview/preview'
import { bytesText } from '@common/run/bytes-text'
import { terminalLine } from '@common/text/visible-text'
import type { Engine } from '@core/engine'
import { EXIT, type CliIo } from './request'

/** What a run would do, one change a line; Ctrl-C stops it. */
export async function showPreview(
  engine: Engine,
  taskId: number,
  json: boolean,
  io: CliIo,
): Promise<number> {
  const { previews } = engine
  const { id } = previews.start({ taskId, settings: null })
  const stop = () => void previews.stop(id)
  io.interrupted.addEventListener('abort', stop)
  if (io.interrupted.aborted) stop()
  try {
    const done = await previews.ready(id)
    if (done.state === 'READY') await list(engine, id, json, io)
    tell(done, json, io)
    return done.state === 'READY' && done.reason === '' ? EXIT.ok : EXIT.otherwise
  } finally {
    io.interrupted.removeEventListener('abort', stop)
    await previews.close(id)
  }
}

/** Page by page, so that a million changes pass through a small memory. */
async function list({ previews }: Engine, id: string, json: boolean, io: CliIo): Promise<void> {
  for (let offset = 0; ; offset += MAX_CHANGE_PAGE) {
    const { changes, total } = await previews.page(id, { ...ALL_CHANGES, offset })
    await io.out(changes.map((change) => line(change, json)).join(''))
    if (offset + changes.length >= total) return
  }
}

function line({ kind, itemized, bytes, name }: Change, json: boolean): string {
  if (!json) return `${itemized} ${terminalLine(name)}\n`
  return `${JSON.stringify({ type: 'item', kind, change: itemized, bytes, name })}\n`
}

function tell(
  { state, reason, totals, findings, sourceRemoval }: Preview,
  json: boolean,
  io: CliIo,
): void {
  if (json) {
    const held = findings.map(({ kind, message }) => ({ kind, message }))
    void io.out(
      `${JSON.stringify({ type: 'outcome', preview: true, state: OUTCOMES[state], reason, totals, source_removal: sourceRemoval, held })}\n`,
    )
    return
  }
  const { added, changed, deleted, metadata } = totals
  if (state === 'READY') {
    const counts = {
      added: numberText(added.count),
      changed: numberText(changed.count),
      deleted: numberText(deleted.count),
      metadata: numberText(metadata.count),
    }
    io.error(`${say('cli.previewTotals', counts)}\n${say('cli.previewed')}\n`)
  }
  if (state === 'READY' && sourceRemoval) {
    const { count, bytes } = sourceRemoval
    io.error(`${say('cli.sourceRemoval', { size: bytesText(bytes) }, count)}\n`)
  }
  if (reason !== '') io.error(`${OUTCOMES[state]}: ${reason}\n`)
  for (const { message } of findings) {
    io.error(`${say('cli.previewBlocked', { reason: message })}\n`)
  }
}

/** The same words as for a run. */
const OUTCOMES = { READY: 'SUCCESS', FAILED: 'FAILED', STOPPED: 'ABORTED', RUNNING: 'RUNNING' }

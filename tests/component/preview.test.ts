import type { Change } from '@common/preview/change'
import type { Preview } from '@common/preview/preview'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import {
  button,
  buttons,
  byLabel,
  click,
  errorsAt,
  hasLabel,
  pageText,
  showLogs,
  type,
} from './page'

const change = (kind: Change['kind'], name: string, bytes = 0): Change => ({
  ...{ kind, type: 'file', itemized: '>f+++++++++', bytes, name, since: 'same' },
})
const CHANGES = [
  change('added', 'b new.jpg', 2_000_000),
  change('changed', 'a report.txt', 500),
  change('deleted', 'old.jpg'),
  change('metadata', 'c notes.txt'),
]
const names = () =>
  [...document.querySelectorAll('.change-list__name[role="cell"]')].map((cell) =>
    cell.textContent?.trim(),
  )

let bridge: InMemoryBridge
beforeEach(() => {
  bridge = useBridge(new InMemoryBridge({ views: [aView()] }))
})

async function openPreview(given: { changes?: readonly Change[]; preview?: Partial<Preview> }) {
  bridge.previews.next = { changes: [], ...given }
  await mountApp()
  useDialogsStore().showPreview(1)
  await settle()
}

describe('the preview of a task', () => {
  it('opens from the row menu with counts, sizes and names', async () => {
    bridge.previews.next = { changes: CHANGES }
    await mountApp()
    await click('Actions for backup.example.com - photos')
    await click('Preview')
    expect(bridge.calls.some(({ channel }) => channel === 'previews:start')).toBe(true)
    expect(names()).toEqual(['a report.txt', 'b new.jpg', 'c notes.txt', 'old.jpg'])
    expect(pageText()).toContain('Added12 MB')
  })

  it('shows only the kinds that are chosen', async () => {
    await openPreview({ changes: CHANGES })
    document.querySelectorAll<HTMLElement>('.change-totals__kind')[2]?.click()
    await settle()
    expect(names()).toEqual(['old.jpg'])
  })

  it('sorts by size, the largest first, and turns round', async () => {
    await openPreview({ changes: CHANGES })
    await click('Size')
    expect(names()[0]).toBe('b new.jpg')
    await click('Size')
    expect(names().at(-1)).toBe('b new.jpg')
  })

  it('says when there is nothing to do, and offers no run', async () => {
    await openPreview({})
    expect(pageText()).toContain('Nothing to do')
    expect(button('Run this')).toHaveProperty('disabled', true)
  })

  it('says what is removed from the source, also where nothing else is done', async () => {
    await openPreview({ preview: { sourceRemoval: { count: 3, bytes: 2_000_000 } } })
    expect(pageText()).toContain('3 files (2.0 MB) are removed from the source afterwards')
    expect(pageText()).not.toContain('Nothing to do')
    expect(button('Run this')).toHaveProperty('disabled', false)
  })

  it('runs what it shows, and goes on to the log of that run', async () => {
    await openPreview({ changes: CHANGES })
    await click('Run this')
    expect(bridge.calls.find(({ channel }) => channel === 'previews:run')?.args).toEqual([
      'preview-1',
    ])
    expect(useDialogsStore().kind).toBe('logs')
  })

  it('says why there is none', async () => {
    const reason = 'The rsync daemon has no module of that name.'
    await openPreview({ preview: { state: 'FAILED', reason, canRun: false } })
    expect(pageText()).toContain(reason)
    expect(names()).toEqual([])
    expect(button('Run this')).toHaveProperty('disabled', true)
  })

  it('warns of what would hold a run, and runs it anyway only by that name', async () => {
    const findings = [
      {
        kind: 'delete-limit',
        message: 'It would delete 9 of 10.',
        field: null,
        canRunAnyway: true,
      },
    ] as const
    await openPreview({ changes: CHANGES, preview: { findings } })
    expect(pageText()).toContain('It would delete 9 of 10.')
    expect(buttons('Run this')).toEqual([])
    expect(button('Run anyway once')).toHaveProperty('disabled', false)
  })

  it('is dropped in main when it is closed', async () => {
    await openPreview({ changes: CHANGES })
    await click('Close')
    expect(bridge.calls.at(-1)).toEqual({ channel: 'previews:close', args: ['preview-1'] })
  })
})

it('a run that was held leads from its log to its list', async () => {
  const finding = { kind: 'delete-limit', message: 'Too many.', field: null, canRunAnyway: true }
  const other = { ...finding, kind: 'source-empty', message: 'The source is empty.' }
  const hold = { findings: [finding, other], previewId: 'run-7', canRunAnyway: true } as const
  const run = aRun({ id: 7, state: 'BLOCKED', reason: 'Too many.', hold: hold as never })
  bridge = useBridge(new InMemoryBridge({ views: [aView({}, { run })] }))
  await mountApp()
  await showLogs('BLOCKED')
  expect(pageText()).toContain('Also: The source is empty.')
  await click('Look at the list')
  expect(useDialogsStore().open).toEqual({ kind: 'preview', taskId: 1, previewId: 'run-7' })
})

describe('after a run that did not end well', () => {
  const failed = (given: Parameters<typeof aRun>[0], task = {}) =>
    useBridge(
      new InMemoryBridge({
        views: [aView(task, { run: aRun({ id: 7, state: 'FAILED', ...given }) })],
      }),
    )

  it('the logs name what failed, and lead to the setting that mends it', async () => {
    const paths = [{ path: `it's "odd"`, reason: 'Permission denied' }]
    bridge = failed({
      failedPaths: { paths, total: 3 },
      remedy: { kind: 'open-field', field: 'remoteModule' },
    })
    await mountApp()
    await showLogs('FAILED')
    expect(pageText()).toContain(`it's "odd" Permission denied`)
    expect(pageText()).toContain('And 2 more: see the log.')
    await click('Edit the task')
    expect(useDialogsStore()).toMatchObject({ kind: 'form', field: 'remoteModule' })
  })

  it('one that may pass by itself is run again by a button', async () => {
    bridge = failed({ remedy: { kind: 'run-again' } })
    await mountApp()
    await showLogs('FAILED')
    await click('Run again')
    expect(bridge.calls.some(({ channel }) => channel === 'runs:start')).toBe(true)
  })
})

it('the limits of Delete belong to tasks that delete, and can be left empty', async () => {
  bridge = useBridge(new InMemoryBridge({ views: [aView()] }))
  await mountApp()
  useDialogsStore().editTask(1)
  await settle()
  expect(hasLabel('Delete at Most')).toBe(false)
  byLabel('Delete').click()
  await settle()
  expect(byLabel('Delete at Most').value).toBe('100000')
  await type('Delete at Most', '')
  await type('Delete at Most, in Percent', '101')
  expect(errorsAt('Delete at Most, in Percent')).toHaveLength(1)
  await type('Delete at Most, in Percent', '20')
  await click('Save')
  const sent = bridge.calls.find(({ channel }) => channel === 'tasks:update')?.args[1]
  expect(sent).toMatchObject({ deleteLimit: null, deleteLimitPercent: 20 })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { flushPromises } from '@vue/test-utils'
import { effectScope } from 'vue'
import { usePagedRows, type PageSource } from '@renderer/composables/use-paged-rows'
import { scrollScale } from '@renderer/composables/scroll-scale'
import type { LogRow } from '@renderer/features/logs/log-source'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { button, byLabel, choose, click, pageText, showLogs } from './page'

let bridge: InMemoryBridge

const lines = () =>
  [...document.querySelectorAll('.log-viewer__text')].map((line) => line.textContent)
const log = (totalLines: number, name = 'line') => ({
  totalLines,
  line: (index: number) => `${name} ${index}`,
})

async function openLogs(
  start: ConstructorParameters<typeof InMemoryBridge>[0],
  logs: [number, number][] = [],
) {
  bridge = useBridge(new InMemoryBridge(start))
  for (const [runId, total] of logs) bridge.logs.set(runId, log(total, `run ${runId} line`))
  await mountApp()
  useDialogsStore().showLogs(1)
  await settle()
}

describe('the logs of a task', () => {
  const failed = aRun({ id: 5, state: 'FAILED', reason: 'The destination is full.' })

  it('open from the state pill with the reason and the end of the log', async () => {
    bridge = useBridge(new InMemoryBridge({ views: [aView({}, { run: failed })] }))
    bridge.logs.set(5, log(3000))
    await mountApp()
    await showLogs('FAILED')
    expect(pageText()).toContain('The destination is full.')
    expect(lines().at(-1)).toBe('line 2999')
    expect(lines().length).toBeLessThan(60)
  })

  it('tell names of the remote host with what turns their direction', async () => {
    const run = {
      ...failed,
      reason: 'No \u202eelif',
      failedPaths: { paths: [{ path: 'a\u202eb', reason: 'denied' }], total: 1 },
    }
    bridge = useBridge(new InMemoryBridge({ views: [aView({}, { run })] }))
    await mountApp()
    await showLogs('FAILED')
    expect(pageText()).toContain('No <U+202E>elif')
    expect(pageText()).toContain('a<U+202E>b denied')
  })

  it('say so where a task never ran', async () => {
    await openLogs({ views: [aView()] })
    expect(pageText()).toContain('No Logs')
    expect(pageText()).toContain('No logs are available for this task.')
    expect(button('Download Logs')).toHaveProperty('disabled', true)
  })

  it('say so where rsync wrote nothing', async () => {
    await openLogs({ views: [aView({}, { run: failed })] })
    expect(pageText()).toContain('No logs: rsync wrote nothing in this run.')
  })

  it('are saved with Download Logs, and the window says where', async () => {
    await openLogs({ views: [aView({}, { run: failed })] }, [[5, 10]])
    bridge.savedLog = '/home/ada/5.log'
    await click('Download Logs')
    expect(bridge.calls.at(-1)).toEqual({ channel: 'logs:download', args: [5] })
    expect(pageText()).toContain('Log saved as /home/ada/5.log.')
  })

  it('show an earlier run when it is chosen', async () => {
    const earlier = aRun({
      id: 4,
      state: 'SUCCESS',
      startedAt: 0,
      reason: 'Everything was copied.',
    })
    await openLogs({ views: [aView({}, { run: failed })], runs: [earlier] }, [
      [4, 3],
      [5, 3],
    ])
    expect(lines()).toEqual(['run 5 line 0', 'run 5 line 1', 'run 5 line 2'])
    const title = [...document.querySelectorAll('.v-select__selection-text')].map(
      (e) => e.textContent,
    )
    expect(title.join()).toContain('FAILED')
    const date = new Intl.DateTimeFormat('en-US', {
      dateStyle: 'medium',
      timeStyle: 'medium',
    }).format(0)
    await choose('Run', `${date} · SUCCESS`)
    expect(lines()).toEqual(['run 4 line 0', 'run 4 line 1', 'run 4 line 2'])
    expect(pageText()).toContain('Everything was copied.')
  })

  it('follow a log that grows, and show the end of the run', async () => {
    const running = aRun({ id: 6, state: 'RUNNING', endedAt: null, reason: '' })
    await openLogs({ views: [aView({}, { run: running })] }, [[6, 5]])
    expect(lines().at(-1)).toBe('run 6 line 4')
    bridge.logs.set(6, log(1500, 'more'))
    await new Promise((resolve) => setTimeout(resolve, 600))
    await settle()
    expect(lines().at(-1)).toBe('more 1499')

    bridge.logs.set(6, log(1501, 'last'))
    bridge.putRun({ ...running, state: 'SUCCESS', endedAt: 1, reason: 'Everything was copied.' })
    await settle()
    expect(lines().at(-1)).toBe('last 1500')
    expect(pageText()).toContain('Everything was copied.')
  })

  it('ask for no more lines than are in sight', async () => {
    await openLogs({ views: [aView({}, { run: failed })] }, [[5, 3_000_000]])
    expect(lines().at(-1)).toBe('run 5 line 2999999')
    const asked = bridge.calls.filter(({ channel }) => channel === 'logs:read')
    expect(asked.length).toBeLessThan(5)
  })

  it('say what went wrong when they cannot be read', async () => {
    bridge = useBridge(new InMemoryBridge({ views: [aView({}, { run: failed })] }))
    await mountApp()
    const { AppError } = await import('@common/errors')
    bridge.fail('logs:read', new AppError('NOT_FOUND', 'The log of this run was removed.'))
    await showLogs('FAILED')
    expect(pageText()).toContain('The log of this run was removed.')
  })
})

describe('searching a log', () => {
  const run = aRun({ id: 5, state: 'FAILED', reason: 'Some files were not copied.' })
  const files = {
    totalLines: 3000,
    line: (index: number) => `file ${index}${index % 1000 === 7 ? ' denied' : ''}`,
    isError: (index: number) => index === 1007,
  }
  const found = () => document.querySelector('.log-filter-bar__found')?.textContent?.trim()
  const numbers = () =>
    [...document.querySelectorAll<HTMLElement>('.log-viewer__number')].map(
      (element) => element.dataset['number'],
    )

  async function searchFor(text: string): Promise<void> {
    const input = document.querySelector<HTMLInputElement>('input[aria-label="Search the log"]')
    if (!input) throw new Error('no search')
    input.value = text
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await settle()
  }

  beforeEach(async () => {
    await openLogs({ views: [aView({}, { run })] })
    bridge.logs.set(5, files)
    useDialogsStore().close()
    await settle()
    useDialogsStore().showLogs(1)
    await settle()
  })

  it('shows the lines that match with their numbers, how many, and all again when cleared', async () => {
    await searchFor('DENIED')
    expect(lines()).toEqual(['file 7 denied', 'file 1007 denied', 'file 2007 denied'])
    expect(numbers()).toEqual(['8', '1008', '2008'])
    expect(found()).toBe('3 lines')
    await searchFor('')
    expect(lines().at(-1)).toBe('file 2999')
    expect(found()).toBe('')
  })

  it('shows errors only, also together with a text', async () => {
    byLabel('Errors only').click()
    await settle()
    expect(lines()).toEqual(['file 1007 denied'])
    expect(found()).toBe('1 line')
    await searchFor('nothing like it')
    expect(pageText()).toContain('No line of this log matches.')
    expect(button('Download Logs')).toHaveProperty('disabled', false)
    expect(button('Copy')).toHaveProperty('disabled', true)
  })

  it('has its search at Ctrl+F', () => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', ctrlKey: true }))
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Search the log')
  })

  it('finds what a growing log adds', async () => {
    const running = aRun({ id: 6, state: 'RUNNING', endedAt: null, reason: '' })
    bridge.putRun(running)
    bridge.logs.set(6, log(5, 'x'))
    await settle()
    await searchFor('x 4')
    expect(lines()).toEqual(['x 4'])
    bridge.logs.set(6, log(50, 'x'))
    await new Promise((resolve) => setTimeout(resolve, 600))
    await settle()
    expect(found()).toBe('11 lines')
    expect(lines().at(-1)).toBe('x 49')
  })
})

describe('the place in a list of any length', () => {
  const viewport = 400
  let short: ReturnType<typeof scrollScale>
  let long: ReturnType<typeof scrollScale>
  beforeEach(() => {
    short = scrollScale(1000, 20, viewport)
    long = scrollScale(3_000_000, 20, viewport)
  })

  it('is the scroll position itself while a browser can scroll that far', () => {
    expect(short).toMatchObject({ height: 20_000, isStretched: false })
    expect(short.toPosition(123)).toBe(123)
  })

  it('is stretched beyond, with both ends where they belong', () => {
    expect(long.height).toBe(8_000_000)
    expect(long.toPosition(0)).toBe(0)
    expect(long.toPosition(long.height - viewport)).toBeCloseTo(60_000_000 - viewport, 3)
    expect(long.toScrollTop(long.toPosition(1234.5))).toBeCloseTo(1234.5, 6)
  })

  it('is at the top where everything fits', () => {
    expect(scrollScale(3, 20, viewport)).toMatchObject({ height: viewport, maxPosition: 0 })
  })
})

it('a drag across millions of lines asks only for those in sight when the last answer came', async () => {
  const asked: number[] = []
  const answers: (() => void)[] = []
  const scope = effectScope()
  const source: PageSource<LogRow> = (first) => {
    asked.push(first)
    return new Promise((resolve) => {
      const rows = [{ number: first + 1, text: `line ${first}` }]
      answers.push(() => resolve({ rows, total: 3_000_000 }))
    })
  }
  const lines = scope.run(() => usePagedRows(source, 200))
  for (let first = 0; first <= 2_000_000; first += 10_000) lines?.need(first, first + 40)
  expect(asked).toEqual([0])
  answers[0]?.()
  await flushPromises()
  expect(asked).toEqual([0, 2_000_000])
  answers[1]?.()
  await flushPromises()
  expect(lines?.row(2_000_000)?.text).toBe('line 2000000')
  expect(asked).toHaveLength(2)
  scope.stop()
})

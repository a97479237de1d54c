import { beforeEach, describe, expect, it } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { button, buttons, click, pageText } from './page'

const rowPaths = () =>
  [...document.querySelectorAll('[role="row"] [role="cell"]:first-child')].map((cell) =>
    cell.textContent?.trim(),
  )
const headings = () =>
  [...document.querySelectorAll('[role="columnheader"]')].map((cell) => cell.textContent?.trim())

async function openList(views: ReturnType<typeof aView>[]): Promise<void> {
  useBridge(new InMemoryBridge({ views }))
  location.hash = '#/rsync-tasks'
  await mountApp()
}

async function search(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[aria-label="Search"]')
  if (!input) throw new Error('no search')
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

describe('the Rsync Tasks screen', () => {
  const views = [
    aView({ id: 1, path: '/srv/b', user: 'zoe', desc: 'Mail' }),
    aView({ id: 2, path: '/srv/a10', user: 'ada', desc: 'Photos' }),
    aView({ id: 3, path: '/srv/a9', user: 'bob', remoteHost: 'nas' }),
  ]
  beforeEach(() => openList(views))

  it('shows the columns TrueNAS shows at first', () => {
    expect(headings()).toEqual([
      ...['Path', 'Remote Host', 'Remote Module Name', 'Direction', 'Frequency', 'Next Run'],
      ...['Short Description', 'User', 'Status', 'Enabled', 'Actions'],
    ])
  })

  it('sorts by a heading, numbers in names as numbers, and the other way round', async () => {
    expect(rowPaths()).toEqual(['/srv/a9', '/srv/a10', '/srv/b'])
    await click('User')
    expect(rowPaths()).toEqual(['/srv/a10', '/srv/a9', '/srv/b'])
    await click('User')
    expect(rowPaths()).toEqual(['/srv/b', '/srv/a9', '/srv/a10'])
    const sorted = document.querySelector('[aria-sort="descending"]')
    expect(sorted?.textContent?.trim()).toBe('User')
  })

  it('finds tasks by path, description and host', async () => {
    await search('MAIL')
    expect(rowPaths()).toEqual(['/srv/b'])
    await search('nas')
    expect(rowPaths()).toEqual(['/srv/a9'])
    await search('nothing like it')
    expect(pageText()).toContain('No task matches the search.')
  })

  it('shows and hides columns, and remembers which', async () => {
    await click('Columns')
    await click('Remote Path')
    buttons('User').at(-1)?.click()
    await settle()
    expect(headings()).toContain('Remote Path')
    expect(headings()).not.toContain('User')
    expect(localStorage.getItem('rsync-tasks.columns')).toContain('remotePath')
    await click('Reset to Defaults')
    expect(headings()).toContain('User')
  })

  it('always keeps one column', async () => {
    await click('Columns')
    await click('Unselect All')
    expect(headings()).toEqual(['Path', 'Actions'])
    buttons('Path').at(-1)?.click()
    await settle()
    expect(headings()).toEqual(['Path', 'Actions'])
    await click('Select All')
    expect(headings()).toHaveLength(16)
  })
})

it('tells tasks over saved connections by host, and finds them by all of the remote side', async () => {
  const saved = { mode: 'SSH' as const, remoteHost: null, remoteModule: null, sshCredentials: 5 }
  const connection = { name: 'Attic', username: 'ada', host: 'nas2.example', port: 22022 }
  await openList([
    aView({ id: 1, path: '/srv/a' }),
    aView({ ...saved, id: 2, path: '/srv/c', remotePath: '/tank/c' }, { connection }),
    aView({ ...saved, id: 3, path: '/srv/d', remotePath: '/tank/d' }),
  ])
  expect(pageText()).toContain('ada@nas2.example')
  expect(pageText()).toContain('(deleted connection)')
  for (const text of ['attic', 'ADA@nas2', '/tank/c']) {
    await search(text)
    expect(rowPaths()).toEqual(['/srv/c'])
  }
  await click('Columns')
  await click('Remote SSH Port')
  expect(pageText()).toContain('22022')
})

it('draws only the rows in sight of 10,000 tasks', async () => {
  await openList(
    Array.from({ length: 10_000 }, (_, id) => aView({ id: id + 1, path: `/srv/${id}` })),
  )
  expect(rowPaths().length).toBeLessThan(60)
  expect(pageText()).toContain('10000 tasks')
  expect(button('Path')).toBeTruthy()
})

describe('a name that hides what it is', () => {
  it('is shown with what turns its direction or cannot be seen', async () => {
    await openList([aView({ path: '/srv/\u202efdp.exe', desc: 'two\nlines' })])
    expect(rowPaths()).toEqual(['/srv/<U+202E>fdp.exe'])
    expect(pageText()).toContain('two<U+000A>lines')
  })
})

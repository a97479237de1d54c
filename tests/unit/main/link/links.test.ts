import { describe, expect, it } from 'vitest'
import { parseLink } from '@main/link/deep-link'
import { LinkOpener, type LinkDeps } from '@main/link/link-opener'

describe('a link', () => {
  it('is understood when it is exactly one to run a task', () => {
    expect(parseLink('rsync-tasks://run/3')).toEqual({ kind: 'run', taskId: 3 })
    expect(parseLink('RSYNC-TASKS://run/12/')).toEqual({ kind: 'run', taskId: 12 })
  })

  it.each([
    ...['rsync-tasks://run/0', 'rsync-tasks://run/-1', 'rsync-tasks://run/1.5'],
    ...['rsync-tasks://run/', 'rsync-tasks://run/3?now=1', 'rsync-tasks://run/3/4'],
    ...['rsync-tasks://delete/3', 'rsync-tasks:run/3', 'https://run/3', 'rsync-tasks://run/3\n--x'],
    `rsync-tasks://run/${'9'.repeat(40)}`,
  ])('%j is not', (link) => {
    expect(parseLink(link)).toBeNull()
  })
})

const NAMES = [null, 'Music', 'Photos', null, 'Mail', 'Films', 'Books']
const settled = () => new Promise((resolve) => setImmediate(resolve))

function anOpener(given: Partial<LinkDeps> = {}) {
  const done: string[] = []
  const opener = new LinkOpener({
    nameOf: (id) => NAMES[id - 1] ?? null,
    confirm: (name) => Promise.resolve(done.push(`ask about ${name}`) > 0),
    run: (id) => Promise.resolve(done.push(`run ${id}`)),
    tell: (message) => Promise.resolve(done.push(message)),
    ...given,
  })
  return { opener, done }
}

describe('opening a link', () => {
  it('asks, and runs only on a yes', async () => {
    const { opener, done } = anOpener()
    await opener.open('rsync-tasks://run/3')
    expect(done).toEqual(['ask about Photos', 'run 3'])
    const no = anOpener({ confirm: () => Promise.resolve(false) })
    await no.opener.open('rsync-tasks://run/3')
    expect(no.done).toEqual([])
  })

  it('asks one thing at a time', async () => {
    const answers: ((yes: boolean) => void)[] = []
    const { opener, done } = anOpener({
      confirm: () => new Promise((resolve) => answers.push(resolve)),
    })
    void opener.open('rsync-tasks://run/3')
    const last = opener.open('rsync-tasks://run/2')
    await settled()
    expect(answers).toHaveLength(1)
    answers[0]?.(false)
    await settled()
    answers[1]?.(true)
    await last
    expect(done).toEqual(['run 2'])
  })

  it('asks once about a link that is opened again and again', async () => {
    const { opener, done } = anOpener()
    await Promise.all(Array.from({ length: 50 }, () => opener.open('rsync-tasks://run/3')))
    await opener.open('rsync-tasks://run/3')
    expect(done).toEqual(['ask about Photos', 'run 3', 'ask about Photos', 'run 3'])
  })

  it('asks once about links that ask for the same, however they are written', async () => {
    const { opener, done } = anOpener()
    const links = ['rsync-tasks://run/3', 'RSYNC-tasks://run/3', 'rsync-tasks://RUN/3/']
    await Promise.all(links.map((link) => opener.open(link)))
    expect(done).toEqual(['ask about Photos', 'run 3'])
  })

  it('complains once about links that lead nowhere, one kind after the other', async () => {
    const read: (() => void)[] = []
    const said: string[] = []
    const tell = (message: string) =>
      new Promise<void>((resolve) => {
        said.push(message)
        read.push(resolve)
      })
    const { opener } = anOpener({ tell })
    const bad = Array.from({ length: 1000 }, (_, i) => opener.open(`rsync-tasks://x?${i}`))
    const gone = Array.from({ length: 1000 }, (_, i) => opener.open(`rsync-tasks://run/${50 + i}`))
    await settled()
    expect(said).toEqual(['This link is not one that Rsync Tasks understands.'])
    read[0]?.()
    await Promise.all(bad)
    await settled()
    expect(said.slice(1)).toEqual(['There is no task 50, which the link asks for.'])
    read[1]?.()
    await Promise.all(gone)
    await opener.open('rsync-tasks://run/3')
    expect(said).toHaveLength(2)
  })

  it('keeps three waiting, and says once that the rest was left out', async () => {
    const asked: string[] = []
    const { opener, done } = anOpener({
      confirm: (name) => Promise.resolve(asked.push(name) === 0),
    })
    const many = [2, 3, 5, 6, 7, 6, 7].map((id) => opener.open(`rsync-tasks://run/${id}`))
    await Promise.all(many)
    expect(asked).toEqual(['Music', 'Photos', 'Mail'])
    expect(done).toEqual([
      'More links were opened than can wait for an answer. The last ones were left out.',
    ])
    await opener.open('rsync-tasks://run/6')
    expect(asked).toHaveLength(4)
  })

  it('says what is wrong, and goes on afterwards', async () => {
    const { opener, done } = anOpener({ run: () => Promise.reject(new Error('secret')) })
    await opener.open('rsync-tasks://nonsense')
    await opener.open('rsync-tasks://run/4')
    await opener.open('rsync-tasks://run/3')
    expect(done).toEqual([
      'This link is not one that Rsync Tasks understands.',
      'There is no task 4, which the link asks for.',
      'ask about Photos',
      'The link could not be carried out.',
    ])
  })
})

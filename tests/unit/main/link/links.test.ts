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

function anOpener(given: Partial<LinkDeps> = {}) {
  const done: string[] = []
  const opener = new LinkOpener({
    nameOf: (id) => (id === 3 ? 'Photos' : null),
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
    const last = opener.open('rsync-tasks://run/3/')
    await new Promise((resolve) => setImmediate(resolve))
    expect(answers).toHaveLength(1)
    answers[0]?.(false)
    await new Promise((resolve) => setImmediate(resolve))
    answers[1]?.(true)
    await last
    expect(done).toEqual(['run 3'])
  })

  it('asks once about a link that is opened again and again', async () => {
    const { opener, done } = anOpener()
    await Promise.all(Array.from({ length: 50 }, () => opener.open('rsync-tasks://run/3')))
    await opener.open('rsync-tasks://run/3')
    expect(done).toEqual(['ask about Photos', 'run 3', 'ask about Photos', 'run 3'])
  })

  it('waits until a complaint was read before it says the next one', async () => {
    const read: (() => void)[] = []
    const tell = () => new Promise<void>((resolve) => read.push(resolve))
    const { opener } = anOpener({ tell })
    const links = ['a', 'b', 'c'].map((link) => opener.open(`rsync-tasks://${link}`))
    for (const [i, link] of links.entries()) {
      await new Promise((resolve) => setImmediate(resolve))
      expect(read).toHaveLength(i + 1)
      read[i]?.()
      await link
    }
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

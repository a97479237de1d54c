import { describe, expect, it } from 'vitest'
import { QuitController, type QuitDeps } from '@main/lifecycle/quit-controller'

/** A controller over an app with so many runs; `done` is what happened, in order. */
function aController(activeRuns: number, given: Partial<QuitDeps> = {}) {
  const done: string[] = []
  const controller = new QuitController({
    isUnsaved: () => false,
    discard: () => Promise.resolve(true),
    activeRuns: () => activeRuns,
    confirm: (runs) => {
      done.push(`ask about ${runs}`)
      return Promise.resolve(true)
    },
    shutDown: (cause) => Promise.resolve(void done.push(`shut down: ${cause}`)),
    hurry: () => done.push('hurry'),
    exit: () => done.push('exit'),
    ...given,
  })
  return { controller, done }
}

describe('quitting', () => {
  it('asks nothing while nothing runs, and shuts down before it ends', async () => {
    const { controller, done } = aController(0)
    await controller.request()
    expect(done).toEqual(['shut down: quit', 'exit'])
  })

  it('asks about what is running', async () => {
    const { controller, done } = aController(2)
    await controller.request()
    expect(done).toEqual(['ask about 2', 'shut down: quit', 'exit'])
  })

  it('asks about what is not saved first, and heeds the answer', async () => {
    const answers = [false, true]
    const { controller, done } = aController(1, {
      isUnsaved: () => true,
      discard: () => {
        done.push('ask about the form')
        return Promise.resolve(answers.shift() ?? true)
      },
    })
    await controller.request()
    expect(done).toEqual(['ask about the form'])
    await controller.request()
    expect(done.slice(1)).toEqual(['ask about the form', 'ask about 1', 'shut down: quit', 'exit'])
  })

  it('is not held up by a question about what is not saved once a signal comes', async () => {
    let answer: (yes: boolean) => void = () => undefined
    const { controller, done } = aController(1, {
      isUnsaved: () => true,
      discard: () => new Promise((resolve) => (answer = resolve)),
    })
    const wish = controller.request()
    await controller.end('ended')
    expect(done).toEqual(['shut down: ended', 'hurry', 'exit'])
    answer(true)
    await wish
    expect(done).toEqual(['shut down: ended', 'hurry', 'exit'])
  })

  it('does not happen when the answer is no, and may be asked for again', async () => {
    const answers = [false, true]
    const { controller, done } = aController(1, {
      confirm: () => Promise.resolve(answers.shift() ?? true),
    })
    await controller.request()
    expect(done).toEqual([])
    await controller.request()
    expect(done).toEqual(['shut down: quit', 'exit'])
  })

  it('asks once, however often it is wished for', async () => {
    let answer: (yes: boolean) => void = () => undefined
    let asked = 0
    const confirm = () => {
      asked++
      return new Promise<boolean>((resolve) => (answer = resolve))
    }
    const { controller, done } = aController(1, { confirm })
    const wishes = [controller.request(), controller.request(), controller.request()]
    expect(asked).toBe(1)
    answer(true)
    await Promise.all([...wishes, controller.request()])
    expect([asked, done]).toEqual([1, ['shut down: quit', 'exit']])
  })

  it('asks nobody when a signal or the end of the computer comes, and leaves less time', async () => {
    const { controller, done } = aController(2)
    await controller.end('ended')
    await controller.end('shutdown')
    await controller.request()
    expect(done).toEqual(['shut down: ended', 'hurry', 'exit'])
  })

  it('hurries when a signal comes while a person is asked, and while it is under way', async () => {
    const asked = aController(1, { confirm: () => new Promise(() => undefined) })
    void asked.controller.request()
    await asked.controller.end('ended')
    expect(asked.done).toEqual(['shut down: ended', 'hurry', 'exit'])
    let ended: () => void = () => undefined
    const slow = aController(0, { shutDown: () => new Promise((resolve) => (ended = resolve)) })
    void slow.controller.request()
    const end = slow.controller.end('shutdown')
    expect(slow.done).toEqual(['hurry'])
    ended()
    await end
    expect(slow.done).toEqual(['hurry', 'exit'])
  })

  it('happens even when asking or shutting down goes wrong', async () => {
    const fail = () => Promise.reject(new Error('x'))
    const { controller, done } = aController(1, { confirm: fail, shutDown: fail })
    await controller.request()
    expect(done).toEqual(['exit'])
  })
})

import { describe, expect, it } from 'vitest'
import { QuitController, type QuitDeps } from '@main/lifecycle/quit-controller'

/** A controller over an app with so many runs; `done` is what happened, in order. */
function aController(activeRuns: number, given: Partial<QuitDeps> = {}) {
  const done: string[] = []
  const controller = new QuitController({
    activeRuns: () => activeRuns,
    confirm: (runs) => {
      done.push(`ask about ${runs}`)
      return Promise.resolve(true)
    },
    shutDown: () => Promise.resolve(void done.push('shut down')),
    exit: () => done.push('exit'),
    ...given,
  })
  return { controller, done }
}

describe('quitting', () => {
  it('asks nothing while nothing runs, and shuts down before it ends', async () => {
    const { controller, done } = aController(0)
    await controller.request()
    expect(done).toEqual(['shut down', 'exit'])
  })

  it('asks about what is running', async () => {
    const { controller, done } = aController(2)
    await controller.request()
    expect(done).toEqual(['ask about 2', 'shut down', 'exit'])
  })

  it('does not happen when the answer is no, and may be asked for again', async () => {
    const answers = [false, true]
    const { controller, done } = aController(1, {
      confirm: () => Promise.resolve(answers.shift() ?? true),
    })
    await controller.request()
    expect(done).toEqual([])
    await controller.request()
    expect(done).toEqual(['shut down', 'exit'])
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
    expect([asked, done]).toEqual([1, ['shut down', 'exit']])
  })

  it('happens even when asking or shutting down goes wrong', async () => {
    const fail = () => Promise.reject(new Error('x'))
    const { controller, done } = aController(1, { confirm: fail, shutDown: fail })
    await controller.request()
    expect(done).toEqual(['exit'])
  })
})

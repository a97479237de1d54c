import { describe, expect, it } from 'vitest'
import { AppLog } from '@core/log/app-log'
import { Unexpected } from '@main/lifecycle/unexpected'

function start() {
  const done: string[] = []
  const unexpected = new Unexpected(new AppLog('/nowhere'))
  const hands = { tell: () => done.push('told'), giveUp: () => done.push('gave up') }
  return { done, unexpected, attach: () => unexpected.attach(hands) }
}

describe('what nobody caught', () => {
  it('is told once, also what came before the app was open', () => {
    const { done, unexpected, attach } = start()
    unexpected.take('early', new Error('one'))
    unexpected.take('early', new Error('two'))
    expect(done).toEqual([])
    attach()
    unexpected.take('late', new Error('three'))
    expect(done).toEqual(['told'])
  })

  it('is not told where nothing came', () => {
    const { done, attach } = start()
    attach()
    expect(done).toEqual([])
  })

  it('ends the app where it comes in a flood', () => {
    const { done, unexpected, attach } = start()
    for (let i = 0; i < 20; i++) unexpected.take('flood', new Error('again'))
    attach()
    expect(done).toEqual(['gave up'])
  })
})

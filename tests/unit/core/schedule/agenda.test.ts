import { expect, it, onTestFinished, vi } from 'vitest'
import { Agenda } from '@core/schedule/agenda'
import { at, sleepUntil, useFakeClock, wait } from './keeper'

function anAgenda(now = () => Date.now()) {
  useFakeClock('2026-03-10T12:00')
  const errors: unknown[] = []
  const agenda = new Agenda(now, (error) => errors.push(error))
  onTestFinished(() => agenda.stop())
  const done: string[] = []
  const plan = (name: string, inSeconds: number) =>
    agenda.set(name, now() + inSeconds * 1000, () => done.push(name))
  return { agenda, done, errors, plan }
}

it('does everything in its time, with one timer', async () => {
  const { agenda, done, plan } = anAgenda()
  for (const [name, seconds] of Object.entries({ c: 30, a: 10, b: 20 })) plan(name, seconds)
  await wait(1)
  expect(vi.getTimerCount()).toBe(1)
  await wait(25_000)
  expect(done).toEqual(['a', 'b'])
  await wait(10_000)
  expect([done, agenda.size]).toEqual([['a', 'b', 'c'], 0])
})

it('keeps one entry under a name, the last', async () => {
  const { done, plan } = anAgenda()
  plan('a', 10)
  plan('a', 5)
  plan('a', 20)
  await wait(15_000)
  expect(done).toEqual([])
  await wait(6000)
  expect(done).toEqual(['a'])
})

it('forgets what is deleted, and leaves no timer behind when it ends', async () => {
  const { agenda, done, plan } = anAgenda()
  plan('a', 10)
  agenda.delete('a')
  await wait(20_000)
  plan('b', 10)
  await wait(1)
  agenda.stop()
  expect([done, vi.getTimerCount()]).toEqual([[], 0])
})

it('reaches further than 2^31 milliseconds', async () => {
  const { agenda, done } = anAgenda()
  agenda.set('far', at('2026-06-10T12:00'), () => done.push('far'))
  sleepUntil('2026-03-10T12:00')
  await wait(91 * 86_400_000)
  expect(done).toEqual([])
  await wait(2 * 86_400_000)
  expect(done).toEqual(['far'])
})

it('does what was slept through at once when it is asked to look, each once', async () => {
  const { agenda, done, plan } = anAgenda()
  plan('a', 10)
  plan('b', 20)
  sleepUntil('2026-03-10T16:00')
  agenda.check()
  await wait(60_000)
  expect(done).toEqual(['a', 'b'])
})

it('does the rest although one entry throws, and tells of it', async () => {
  const { agenda, done, errors, plan } = anAgenda()
  agenda.set('bad', Date.now() + 1000, () => {
    throw new Error('bad entry')
  })
  plan('good', 1)
  plan('later', 2)
  await wait(5000)
  expect(done).toEqual(['good', 'later'])
  expect(errors).toHaveLength(1)
})

it('goes by the clock it was given', async () => {
  const { done, plan } = anAgenda(() => Date.now() + 86_400_000)
  plan('a', 10)
  await wait(9000)
  expect(done).toEqual([])
  await wait(2000)
  expect(done).toEqual(['a'])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decide,
  MAX_CLOCK_CORRECTION_MS,
  NETWORK_POLL_MS,
  ON_TIME_MS,
  SETTLE_MS,
  type Decision,
  type SlotQuestion,
} from '@common/schedule/decide'
import { skipNote } from '@common/schedule/skip-notes'
import { fromCron } from '@common/schedule/schedule'
import { countSlots, latestSlot, readTimetable, type Timetable } from '@common/schedule/slots'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => new Date(`${text}Z`).getTime()
const tableOf = (cron: string) => readTimetable(fromCron(cron)) as Timetable

/** A task due daily at 2:00 UTC, of an app that has been awake for long. */
const question = (given: Partial<SlotQuestion> & { cron?: string }): SlotQuestion => ({
  table: tableOf(given.cron ?? '0 2 * * *'),
  zone: 'UTC',
  handled: at('2026-03-10T02:00'),
  now: at('2026-03-11T02:00'),
  wokeAt: at('2026-03-01T00:00'),
  isNetworkUp: true,
  needsNetwork: true,
  policy: 'RUN_ONCE',
  maxAgeMs: null,
  pause: null,
  ...given,
})

/** A decision in a few words: `catch-up 11 Mar 02:00 x2`. */
function words(decision: Decision): string {
  if (decision.action === 'none') return 'none'
  const what = decision.action === 'run' ? decision.trigger : `${decision.action} ${decision.why}`
  return `${what} ${new Date(decision.slot).toISOString().slice(5, 16)} x${decision.slotCount}`
}

const asleep = { wokeAt: at('2026-03-11T09:13:00') }
const morning = { ...asleep, now: at('2026-03-11T09:14:00') }
const pause = (since: string, until: string | null) => ({
  pause: { since: at(since), until: until === null ? null : at(until) },
})
const justWoken = { wokeAt: at('2026-03-11T01:59:30') }
const offline = { isNetworkUp: false }

describe('a task due at 2:00', () => {
  it.each<[string, Partial<SlotQuestion>, string]>([
    ['before its time', { now: at('2026-03-11T01:59:59') }, 'none'],
    ['on time', {}, 'schedule 03-11T02:00 x1'],
    ['a little late', { now: at('2026-03-11T02:01:59') }, 'schedule 03-11T02:00 x1'],
    ['once handled', { handled: at('2026-03-11T02:00') }, 'none'],
    ['on time without a network', offline, 'schedule 03-11T02:00 x1'],
    ['too late for a timer', { now: at('2026-03-11T02:02:01') }, 'catch-up 03-11T02:00 x1'],
    ['a minute after waking up', morning, 'catch-up 03-11T02:00 x1'],
    [
      'just after waking up',
      { ...asleep, now: at('2026-03-11T09:13:59') },
      'wait waking 03-11T02:00 x1',
    ],
    ['on time just after waking up', justWoken, 'schedule 03-11T02:00 x1'],
    ['the same without a network yet', { ...justWoken, ...offline }, 'wait waking 03-11T02:00 x1'],
    [
      'missed by seconds',
      { wokeAt: at('2026-03-11T02:00:20'), now: at('2026-03-11T02:01:20') },
      'catch-up 03-11T02:00 x1',
    ],
    ['missed, without a network', { ...morning, ...offline }, 'wait network 03-11T02:00 x1'],
    [
      'missed, of this computer only',
      { ...morning, ...offline, needsNetwork: false },
      'catch-up 03-11T02:00 x1',
    ],
    ['missed, and told to skip', { ...morning, policy: 'SKIP' }, 'skip policy 03-11T02:00 x1'],
    ['told to skip, on time', { policy: 'SKIP' }, 'schedule 03-11T02:00 x1'],
    [
      'missed longer ago than it may be',
      { ...morning, maxAgeMs: 7 * HOUR },
      'skip too-old 03-11T02:00 x1',
    ],
    ['missed, not too long ago', { ...morning, maxAgeMs: 8 * HOUR }, 'catch-up 03-11T02:00 x1'],
    [
      'three weeks asleep',
      { wokeAt: at('2026-03-31T12:00'), now: at('2026-03-31T12:01') },
      'catch-up 03-31T02:00 x21',
    ],
    ['paused', pause('2026-03-11T01:00', null), 'skip paused 03-11T02:00 x1'],
    ['paused until then', pause('2026-03-11T01:00', '2026-03-11T02:00'), 'schedule 03-11T02:00 x1'],
    [
      'missed before a pause that is on now',
      { ...morning, ...pause('2026-03-11T09:13:30', '2026-03-11T10:13:30') },
      'wait paused 03-11T02:00 x1',
    ],
    [
      'missed before a pause without an end',
      { ...morning, ...pause('2026-03-11T09:13:30', null) },
      'wait paused 03-11T02:00 x1',
    ],
    [
      'missed before a pause, once that is over',
      { ...morning, ...pause('2026-03-11T09:13:30', '2026-03-11T09:13:50') },
      'catch-up 03-11T02:00 x1',
    ],
    [
      'missed in a pause that is over',
      { ...morning, ...pause('2026-03-11T01:00', '2026-03-11T03:00') },
      'skip paused 03-11T02:00 x1',
    ],
    [
      'set at nine, looked at the same day',
      { handled: at('2026-03-11T09:00'), now: at('2026-03-11T23:00') },
      'none',
    ],
    [
      'the clock set back an hour after the run',
      { handled: at('2026-03-11T02:00'), now: at('2026-03-11T01:30') },
      'none',
    ],
    [
      'and at the same time once more',
      { handled: at('2026-03-11T02:00'), now: at('2026-03-11T02:00:10') },
      'none',
    ],
    ['the clock set back by a year', { handled: at('2027-03-11T02:00') }, 'none'],
    [
      'the clock set forward by ten',
      { now: at('2036-03-11T12:00'), wokeAt: at('2036-03-11T11:00') },
      'catch-up 03-11T02:00 x3654',
    ],
  ])('%s', (_, given, expected) => {
    expect(words(decide(question(given)))).toBe(expected)
  })

  it('starts again the day after a clock that was a year ahead was put right', () => {
    const handled = at('2027-03-11T02:00')
    const settled = decide(question({ handled, now: at('2026-03-11T12:00') }))
    expect(settled.action).toBe('none')
    // Its keeper has noted the new now by then.
    const next = question({ handled: at('2026-03-11T12:00'), now: at('2026-03-12T02:00') })
    expect(words(decide(next))).toBe('schedule 03-12T02:00 x1')
  })
})

describe('what is missed', () => {
  it('25 times makes one run', () => {
    const decision = decide(
      question({ cron: '0 * * * *', handled: at('2026-03-10T02:00'), now: at('2026-03-11T03:30') }),
    )
    expect(words(decision)).toBe('catch-up 03-11T03:00 x25')
  })

  it('29 February is made up for in March', () => {
    const times = { handled: at('2028-01-01T00:00'), now: at('2028-03-02T10:00') }
    expect(words(decide(question({ cron: '0 0 29 2 *', ...times })))).toBe(
      'catch-up 02-29T00:00 x1',
    )
  })
})

const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu']
const CRONS = [
  '* * * * *',
  '*/15 * * * *',
  '0 2 * * *',
  '30 2 * * sun',
  '0 0 29 2 *',
  '5 4 1 * mon',
]
const time = fc.integer({ min: at('2026-01-01T00:00'), max: at('2029-01-01T00:00') })
const anyQuestion = fc.record({
  table: fc.constantFrom(...CRONS.map(tableOf)),
  zone: fc.constantFrom(...ZONES),
  handled: time,
  now: time,
  wokeAt: time,
  isNetworkUp: fc.boolean(),
  needsNetwork: fc.boolean(),
  policy: fc.constantFrom('RUN_ONCE' as const, 'SKIP' as const),
  maxAgeMs: fc.option(fc.integer({ min: HOUR, max: 40 * DAY })),
  pause: fc.option(fc.record({ since: time, until: fc.option(time) })),
}) satisfies fc.Arbitrary<SlotQuestion>

/** What the answer must be, read once more from the rules as people put them. */
function expectedAnswer(asked: SlotQuestion): object {
  const { table, zone, now, policy, maxAgeMs, isNetworkUp, needsNetwork, pause: held } = asked
  const isCorrected = asked.handled - now > MAX_CLOCK_CORRECTION_MS
  const handled = isCorrected ? now : asked.handled
  const slot = latestSlot(table, handled, now, zone)
  if (slot === null) return { action: 'none' }
  // Only the newest counts, and it stands for all of them.
  const due = { slot, slotCount: countSlots(table, handled, now, zone) }
  const isPaused = held !== null && slot >= held.since && slot < (held.until ?? Infinity)
  if (isPaused) return { ...due, action: 'skip', why: 'paused' }
  const age = now - slot
  const sleptUntil = asked.wokeAt <= now ? asked.wokeAt : -Infinity
  const isMissed = slot < sleptUntil || age > ON_TIME_MS
  if (isMissed && policy === 'SKIP') return { ...due, action: 'skip', why: 'policy' }
  if (isMissed && age > (maxAgeMs ?? Infinity)) return { ...due, action: 'skip', why: 'too-old' }
  // A person's pause holds what came up before it as well.
  const heldUntil = held === null ? -Infinity : (held.until ?? Infinity)
  if (held !== null && now >= held.since && now < heldUntil) {
    return { ...due, action: 'wait', why: 'paused', until: heldUntil }
  }
  const isOffline = needsNetwork && !isNetworkUp
  if (now - sleptUntil < SETTLE_MS && (isMissed || isOffline)) {
    return { ...due, action: 'wait', why: 'waking', until: sleptUntil + SETTLE_MS }
  }
  if (isMissed && isOffline) {
    return { ...due, action: 'wait', why: 'network', until: now + NETWORK_POLL_MS }
  }
  return { ...due, action: 'run', trigger: isMissed ? 'catch-up' : 'schedule' }
}

describe('any question', () => {
  it('has the answer the rules give, in thousands of cases', () => {
    const minutes = fc.integer({ min: -5, max: 3 * 60 })
    const near = fc.tuple(anyQuestion, minutes, fc.integer({ min: 0, max: 90 }))
    fc.assert(
      fc.property(near, ([base, later, seconds]) => {
        // Half of the times close together, where the rules meet.
        const isNear = seconds % 2 === 0
        const now = isNear ? base.handled + later * 60_000 + seconds * 1000 : base.now
        const wokeAt = isNear ? now - seconds * 1000 : base.wokeAt
        const asked = { ...base, now, wokeAt }
        expect(decide(asked)).toEqual(expectedAnswer(asked))
      }),
      { numRuns: 4000, seed: 5 },
    )
  })

  it('is settled by its answer: it is not due again', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const decision = decide(asked)
        if (decision.action !== 'run' && decision.action !== 'skip') return
        expect(decide({ ...asked, handled: decision.slot })).toEqual({ action: 'none' })
      }),
      { numRuns: 1000, seed: 6 },
    )
  })

  it.each(ZONES)('finds every slot once when it is asked each minute, in %s', (zone) => {
    const table = tableOf('*/15 2-4 * * *')
    const [from, to] = [at('2026-03-27T00:00'), at('2026-03-31T00:00')]
    let handled = from
    let found = 0
    for (let now = from; now <= to; now += 60_000) {
      const decision = decide(question({ table, zone, handled, now, wokeAt: 0 }))
      if (decision.action !== 'run') continue
      handled = decision.slot
      found++
    }
    expect(found).toBe(countSlots(table, from, to, zone))
  })
})

it('says after how long a missed time is given up, one hour included', () => {
  expect(skipNote('too-old', 1, 1)).toMatch(/longer ago than the 1 h after/)
  expect(skipNote('too-old', 3, 720)).toMatch(/^3 times .* than the 720 h after/)
})

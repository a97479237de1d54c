import { fromCron, toCron } from '@common/schedule/schedule'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import ScheduleSelect from '@renderer/features/schedule/ScheduleSelect.vue'
import { monthField, ticksOf, weekdayField } from '@renderer/features/schedule/cron-ticks'
import { monthOf, previewMonth } from '@renderer/features/schedule/month-preview'
import { presetOf } from '@renderer/features/schedule/presets'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { mountWith, settle, useBridge } from './mount-app'
import { button, byLabel, click, errorsAt, pageText, type } from './page'

describe('months and weekdays as ticks', () => {
  it.each([
    ['month', '*', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['month', 'oct-dec,jan-jun', [10, 11, 12, 1, 2, 3, 4, 5, 6]],
    ['month', '2/5', [2, 7, 12]],
    ['dow', 'mon-fri', [1, 2, 3, 4, 5]],
    ['dow', '0', [0]],
    ['dow', '7', [0]],
    ['dow', '5-7', [5, 6, 0]],
    ['dow', '*/2', [0, 2, 4, 6]],
  ] as const)('%s %s ticks %j', (field, text, ticks) => {
    expect([...ticksOf(field, text)]).toEqual(ticks)
  })

  it('become ascending months and weekdays from Monday on', () => {
    const allButJanuary = new Set([12, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(monthField(allButJanuary)).toBe('2,3,4,5,6,7,8,9,10,11,12')
    expect(weekdayField(new Set([0, 1]))).toBe('mon,sun')
  })

  it('mean every one when none or all are ticked', () => {
    expect(monthField(new Set())).toBe('*')
    expect(weekdayField(new Set([0, 1, 2, 3, 4, 5, 6]))).toBe('*')
  })
})

describe('a month of a schedule', () => {
  const preview = (cron: string, now: string, zone = 'UTC', months = 0) => {
    const today = monthOf(new Date(now), zone)
    return previewMonth(
      fromCron(cron),
      { ...today, month: today.month + months },
      new Date(now),
      zone,
    )
  }

  it('marks days of the month or days of the week', () => {
    const [cron, now] = ['0 2 24-25 * mon', '2022-02-22T16:28:00-05:00']
    const zone = 'America/New_York'
    expect([...preview(cron, now, zone).runDays]).toEqual([24, 25, 28])
    expect([...preview(cron, now, zone, 1).runDays]).toEqual([7, 14, 21, 24, 25, 28])
  })

  it('counts days in the time zone of the system', () => {
    const { runDays, runs } = preview('0 4 * * *', '2026-08-31T22:00:00Z', 'America/Los_Angeles', 1)
    expect(runDays.size).toBe(30)
    expect(runs[0]?.toISOString()).toBe('2026-09-01T11:00:00.000Z')
  })

  it('lists 25 runs and says that there are more', () => {
    const { runs, hasMore } = preview('* * * * *', '2022-02-19T10:45:02Z')
    expect(runs).toHaveLength(25)
    expect(hasMore).toBe(true)
    expect(runs[0]?.toISOString()).toBe('2022-02-19T10:45:00.000Z')
  })

  it('shows nothing of months that are over', () => {
    expect(preview('0 0 * * *', '2022-02-19T10:45:00Z', 'UTC', -1)).toEqual({
      ...{ runDays: new Set(), runs: [], hasMore: false },
    })
  })
})

it('a schedule is a preset only in its own spelling', () => {
  expect(presetOf(fromCron('0 0 * * sun'))).toBe('weekly')
  expect(presetOf(fromCron('0 0 * * 0'))).toBeNull()
})

describe('the Advanced Scheduler', () => {
  const schedule = shallowRef<ReturnType<typeof fromCron> | null>(null)
  const Host = defineComponent({
    setup: () => () =>
      h(ScheduleSelect, {
        ...{ inputId: 'schedule', helpId: undefined, modelValue: schedule.value },
        'onUpdate:modelValue': (next) => (schedule.value = next),
      }),
  })

  async function open(entry: string, cron: string | null = null) {
    useBridge(new InMemoryBridge())
    schedule.value = cron === null ? null : fromCron(cron)
    await mountWith(Host)
    document
      .querySelector('#schedule')
      ?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    await settle()
    const options = [...document.querySelectorAll<HTMLElement>('[role="option"]')]
    options.find((option) => option.textContent?.includes(entry))?.click()
    await settle()
  }

  it('opens with the hourly preset and gives back what was made', async () => {
    await open('Create Custom schedule')
    expect(byLabel('Minutes').value).toBe('0')
    await type('Hours', '2')
    await type('Days of Month', '15-28')
    byLabel('Mon').click()
    await settle()
    for (const day of ['Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']) byLabel(day).click()
    await settle()
    expect(pageText()).toContain('0 2 15-28 * *')
    byLabel('Mon').click()
    await settle()
    expect(pageText()).toContain('or')
    await click('Done')
    expect(schedule.value && toCron(schedule.value)).toBe('0 2 15-28 * mon')
    expect(pageText()).toContain('Custom (0 2 15-28 * mon)')
  })

  it('says beside its ticks what none of them means', async () => {
    await open('Create Custom schedule')
    const said = [...document.querySelectorAll('fieldset')].map(
      (ticks) => document.getElementById(ticks.getAttribute('aria-describedby') ?? '')?.innerText,
    )
    expect(said).toEqual(['None ticked: every day of the week', 'None ticked: every month'])
  })

  it('opens a custom schedule again and lets it be a preset', async () => {
    await open('Custom (', '0 2 * * *')
    expect(byLabel('Hours').value).toBe('2')
    await type('Hours', '*')
    await click('Done')
    expect(pageText()).toContain('Hourly (0 * * * *)')
  })

  it.each([
    ['Minutes', '60'],
    ['Hours', '24'],
    ['Days of Month', '32'],
    ['Days of Month', '10-5'],
    ['Minutes', '1,'],
    ['Minutes', '*/0'],
  ])('refuses %s %s', async (label, text) => {
    await open('Create Custom schedule')
    await type(label, text)
    expect(errorsAt(label)).toEqual(['Incorrect crontab value.'])
    expect(button('Done')).toHaveProperty('disabled', true)
  })

  it('changes nothing when it is closed without Done', async () => {
    await open('Create Custom schedule', '0 0 * * *')
    await type('Hours', '5')
    await click('Cancel')
    expect(schedule.value && toCron(schedule.value)).toBe('0 0 * * *')
  })

  it('refuses a day that never comes', async () => {
    await open('Create Custom schedule')
    await type('Days of Month', '31')
    for (const month of ['Jan', 'Mar', 'May', 'Jul', 'Aug', 'Oct', 'Dec']) byLabel(month).click()
    await settle()
    expect(pageText()).toContain('This schedule never runs')
    expect(button('Done')).toHaveProperty('disabled', true)
  })
})

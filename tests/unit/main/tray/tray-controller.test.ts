import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NO_HISTORY, type TaskView } from '@common/task/task-view'
import { TrayController } from '@main/tray/tray-controller'
import { aRun, aTask } from '../../builders'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A controller over a tray that writes down what is done to it. */
function aController() {
  const done: string[] = []
  let views: TaskView[] = []
  const controller = new TrayController({
    create: (icon) => {
      done.push(`create ${icon}`)
      return {
        setImage: (next) => done.push(`image ${next}`),
        setToolTip: (text) => done.push(`tip ${text}`),
        setMenu: (items) => done.push(`menu of ${items.length}`),
        destroy: () => done.push('destroy'),
      }
    },
    snapshot: () => ({ views, percents: new Map(), pause: null, now: Date.now() }),
  })
  const show = (next: TaskView[]) => {
    views = next
    controller.changed()
    vi.advanceTimersByTime(100)
  }
  return { controller, done, show }
}

const aView = (given: Partial<TaskView>): TaskView => ({
  ...NO_HISTORY,
  nextRunAt: null,
  task: aTask(),
  ...given,
})

describe('the icon in the tray', () => {
  it('is made once there is a tray, with its menu', () => {
    const { controller, done, show } = aController()
    show([])
    expect(done).toEqual([])
    controller.replace(true)
    expect(done).toEqual(['create idle', 'tip Rsync Tasks: No task is scheduled', 'menu of 5'])
  })

  it('is touched only where something is different, once for a burst of changes', () => {
    const { controller, done, show } = aController()
    controller.replace(true)
    done.length = 0
    for (let i = 0; i < 50; i++) controller.changed()
    vi.advanceTimersByTime(100)
    expect(done).toEqual([])
    show([aView({ run: aRun({ state: 'RUNNING', endedAt: null }) })])
    expect(done.map((text) => text.split(' ')[0])).toEqual(['image', 'tip', 'menu'])
  })

  it('moves to a tray that takes the place of another', () => {
    const { controller, done } = aController()
    controller.replace(true)
    controller.replace(true)
    controller.replace(false)
    expect(done.filter((text) => /^(create|destroy)/.test(text))).toEqual([
      ...['create idle', 'destroy', 'create idle', 'destroy'],
    ])
  })

  it('never comes back after the end, and leaves no timer', () => {
    const { controller, done, show } = aController()
    controller.replace(true)
    controller.changed()
    controller.stop()
    controller.replace(true)
    show([])
    expect(done.filter((text) => text.startsWith('create'))).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

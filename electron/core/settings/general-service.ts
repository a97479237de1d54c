import { EventEmitter } from 'node:events'
import { invalidInput } from '@common/errors'
import { isPausedAt } from '@common/schedule/decide'
import {
  generalErrors,
  pauseFrom,
  type GeneralChanges,
  type GeneralSettings,
  type PauseKind,
} from '@common/settings/general-settings'
import type { SettingsStore } from '../store/settings-store'

/** Owns the settings of the app as a whole: every change is checked, stored and told. */
export class GeneralService {
  readonly events = new EventEmitter<{ changed: [settings: GeneralSettings] }>()

  constructor(
    private readonly store: SettingsStore,
    private readonly now: () => number,
    private readonly zone: () => string,
  ) {}

  read(): GeneralSettings {
    const { maxParallelRuns, keepRunsDays, keepLogsMegabytes, pause } = this.store.read()
    return { maxParallelRuns, keepRunsDays, keepLogsMegabytes, pause }
  }

  /** @throws AppError INVALID_INPUT with every broken rule */
  update(changes: object): GeneralSettings {
    const errors = generalErrors(changes, this.read())
    if (errors.length > 0) throw invalidInput(errors)
    return this.save(changes as GeneralChanges)
  }

  get isPaused(): boolean {
    return isPausedAt(this.read().pause, this.now())
  }

  pauseSchedules(kind: PauseKind): GeneralSettings {
    return this.save({ pause: pauseFrom(kind, this.now(), this.zone()) })
  }

  /** Ends a pause now; what came up meanwhile stays skipped. */
  resumeSchedules(): GeneralSettings {
    const { pause } = this.read()
    if (pause === null || !this.isPaused) return this.read()
    return this.save({ pause: { ...pause, until: this.now() } })
  }

  private save(changes: Partial<GeneralSettings>): GeneralSettings {
    this.store.write({ ...this.store.read(), ...changes })
    this.events.emit('changed', this.read())
    return this.read()
  }
}

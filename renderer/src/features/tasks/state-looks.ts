import type { TaskState } from '@common/run/run'
import {
  mdiAlertCircleOutline,
  mdiCancel,
  mdiCheckCircleOutline,
  mdiClockOutline,
  mdiProgressClock,
  mdiDebugStepOver,
  mdiShieldAlertOutline,
  mdiSync,
} from '@mdi/js'
import type { MessageKey } from '../../i18n/i18n'

export interface StateLook {
  readonly word: MessageKey
  readonly icon: string
  /** Name of a theme colour. Never the only sign: word and icon say the same. */
  readonly color: string
}

export const STATE_LOOKS: Readonly<Record<TaskState, StateLook>> = {
  PENDING: { word: 'state.pending', icon: mdiClockOutline, color: 'neutral' },
  WAITING: { word: 'state.waiting', icon: mdiProgressClock, color: 'info' },
  RUNNING: { word: 'state.running', icon: mdiSync, color: 'info' },
  SUCCESS: { word: 'state.success', icon: mdiCheckCircleOutline, color: 'success' },
  FAILED: { word: 'state.failed', icon: mdiAlertCircleOutline, color: 'error' },
  ABORTED: { word: 'state.aborted', icon: mdiCancel, color: 'warning' },
  BLOCKED: { word: 'state.blocked', icon: mdiShieldAlertOutline, color: 'warning' },
  SKIPPED: { word: 'state.skipped', icon: mdiDebugStepOver, color: 'neutral' },
}

import { say } from '../i18n/say'

/**
 * Why a run was stopped. `person`: its Stop, or Ctrl-C. `quit`: a person quit the app. `ended`: the
 * app was ended by a signal, as at the end of a desktop session. `terminal`: the terminal of a
 * command was closed. `shutdown`: the whole computer ended.
 */
export const STOP_CAUSES = ['person', 'quit', 'ended', 'terminal', 'shutdown'] as const
export type StopCause = (typeof STOP_CAUSES)[number]

/**
 * @param reason the reason of an abort signal
 * @returns the cause that it names; a person's stop when it names none
 */
export function stopCause(reason: unknown): StopCause {
  return STOP_CAUSES.find((cause) => cause === reason) ?? 'person'
}

/** The reason of a run that was stopped, in one sentence. */
export function stoppedText(cause: StopCause, wasRunning: boolean): string {
  return wasRunning ? say(`runs.stoppedBy.${cause}`) : say(`runs.stoppedBefore.${cause}`)
}

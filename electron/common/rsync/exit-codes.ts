import { say } from '../i18n/say'

/** What one of rsync's exit codes means (rsync(1), EXIT VALUES; classes from peers 7b). */
export interface ExitCode {
  /** rsync's own name for it. */
  readonly name: string
  /** One sentence: what happened and what to do. */
  readonly help: string
}

const NAMES = {
  0: 'OK',
  1: 'SYNTAX',
  2: 'PROTOCOL',
  3: 'FILESELECT',
  4: 'UNSUPPORTED',
  5: 'STARTCLIENT',
  10: 'SOCKETIO',
  11: 'FILEIO',
  12: 'STREAMIO',
  13: 'MESSAGEIO',
  14: 'IPC',
  15: 'CRASHED',
  16: 'TERMINATED',
  19: 'SIGNAL1',
  20: 'SIGNAL',
  21: 'WAITCHILD',
  22: 'MALLOC',
  23: 'PARTIAL',
  24: 'VANISHED',
  25: 'DELETELIMIT',
  30: 'TIMEOUT',
  35: 'CONTIMEOUT',
  124: 'REMOTEFAILED',
  125: 'REMOTEKILLED',
  126: 'REMOTENOTRUN',
  127: 'REMOTENOTFOUND',
  255: 'SSH',
} as const

/** The meaning of a code; a code rsync does not define is named UNKNOWN. */
export function exitCode(code: number): ExitCode {
  const name = code in NAMES ? NAMES[code as keyof typeof NAMES] : 'UNKNOWN'
  return { name, help: say(`exitCodes.${name}`) }
}

/** What one of rsync's exit codes means (rsync(1), EXIT VALUES; classes from peers 7b). */
export interface ExitCode {
  /** rsync's own name for it. */
  readonly name: string
  /** One sentence: what happened and what to do. */
  readonly help: string
}

const EXIT_CODES: Readonly<Record<number, ExitCode>> = {
  0: { name: 'OK', help: 'Everything was copied.' },
  1: {
    name: 'SYNTAX',
    help: 'rsync did not accept an option, or the module is read-only: check the auxiliary parameters and the module.',
  },
  2: {
    name: 'PROTOCOL',
    help: 'The two sides did not understand each other: often the remote shell prints text when it starts.',
  },
  3: {
    name: 'FILESELECT',
    help: 'The files to copy, or the destination, could not be selected: check both paths.',
  },
  4: { name: 'UNSUPPORTED', help: 'One side does not support an option that was asked for.' },
  5: {
    name: 'STARTCLIENT',
    help: 'The rsync daemon refused to start: check the module name, the user and the password.',
  },
  10: {
    name: 'SOCKETIO',
    help: 'The remote host did not accept the connection: check host, port and that the service runs.',
  },
  11: {
    name: 'FILEIO',
    help: 'A file could not be read or written: check free space and that the destination folder exists.',
  },
  12: {
    name: 'STREAMIO',
    help: 'The connection broke off, or rsync is not installed on the remote host.',
  },
  13: {
    name: 'MESSAGEIO',
    help: 'rsync could not report its own errors; run the task again and look at the log.',
  },
  14: {
    name: 'IPC',
    help: 'The parts of rsync lost touch with each other: often the computer is short of memory.',
  },
  15: { name: 'CRASHED', help: 'A part of rsync crashed.' },
  16: { name: 'TERMINATED', help: 'A part of rsync was ended from outside.' },
  19: { name: 'SIGNAL1', help: 'rsync was told to stop (SIGUSR1).' },
  20: {
    name: 'SIGNAL',
    help: 'rsync was told to stop by something other than this app: the session or the computer was ending?',
  },
  21: { name: 'WAITCHILD', help: 'rsync lost one of its own processes.' },
  22: { name: 'MALLOC', help: 'rsync ran out of memory.' },
  23: { name: 'PARTIAL', help: 'Some files could not be copied; the log names each of them.' },
  24: {
    name: 'VANISHED',
    help: 'Copied; some files disappeared while the run was going, which is normal for files in use.',
  },
  25: {
    name: 'DELETELIMIT',
    help: 'The limit of --max-delete was reached, so some files were not deleted.',
  },
  30: {
    name: 'TIMEOUT',
    help: 'No data came for too long, so rsync gave up: check the network and the remote host.',
  },
  35: {
    name: 'CONTIMEOUT',
    help: 'The rsync daemon did not answer in time: check host, port and firewall.',
  },
  124: { name: 'REMOTEFAILED', help: 'The remote shell failed.' },
  125: { name: 'REMOTEKILLED', help: 'The remote shell was killed.' },
  126: { name: 'REMOTENOTRUN', help: 'The remote command could not be run.' },
  127: {
    name: 'REMOTENOTFOUND',
    help: 'The remote command was not found: is rsync installed there?',
  },
  255: { name: 'SSH', help: 'ssh could not connect; the log has its reason.' },
}

/** The meaning of a code; a code rsync does not define is named UNKNOWN. */
export function exitCode(code: number): ExitCode {
  return (
    EXIT_CODES[code] ?? {
      name: 'UNKNOWN',
      help: 'rsync ended with a code that its manual does not list.',
    }
  )
}

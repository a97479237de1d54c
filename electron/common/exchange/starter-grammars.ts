/** How the options of a program are written that starts another one. */
export interface Grammar {
  /** Letters of options that have a value. */
  readonly valued: string
  /** Long options whose value may be the next word. */
  readonly long?: string
  /** Long options begin with one dash, as in programs made with Go. */
  readonly isSingleDash?: boolean
  /** Words between its options and the command. */
  readonly operands?: number
}

/**
 * Programs that start another one, which then does the same as without them, as far as files go.
 * Their grammar is that of their manual pages.
 */
export const STARTERS: Readonly<Record<string, Grammar>> = {
  nice: { valued: 'n', long: 'adjustment' },
  ionice: { valued: 'cnpPu', long: 'class classdata' },
  chrt: { valued: 'TPD', long: 'sched-runtime sched-period sched-deadline', operands: 1 },
  taskset: { valued: '', operands: 1 },
  numactl: { valued: 'NmCpi', long: 'cpunodebind membind physcpubind preferred interleave' },
  cpulimit: { valued: 'lpe', long: 'limit pid exe' },
  trickle: { valued: 'udwtlLnp' },
  cgexec: { valued: 'g' },
  flock: { valued: 'wE', long: 'timeout wait conflict-exit-code', operands: 1 },
  lockrun: { valued: 'LMRWS', long: 'lockfile maxtime retries' },
  lckdo: { valued: 'WE', operands: 1 },
  setlock: { valued: '', operands: 1 },
  'run-one': { valued: '' },
  timeout: { valued: 'ks', long: 'kill-after signal', operands: 1 },
  gtimeout: { valued: 'ks', long: 'kill-after signal', operands: 1 },
  timelimit: { valued: 'tTsS' },
  stdbuf: { valued: 'ioe', long: 'input output error' },
  unbuffer: { valued: '' },
  nohup: { valued: '' },
  setsid: { valued: '' },
  time: { valued: 'fo', long: 'format output' },
  chronic: { valued: '' },
  cronic: { valued: '' },
  logsave: { valued: '', operands: 1 },
  caffeinate: { valued: 'tw' },
  'systemd-inhibit': { valued: '', long: 'what who why mode' },
  'systemd-cat': { valued: 'tp', long: 'identifier priority stderr-priority level-prefix' },
  runitor: {
    valued: '',
    long: 'uuid slug ping-key api-url api-retries api-timeout every ping-body-limit',
    isSingleDash: true,
  },
  cronitor: { valued: 'k', operands: 2 },
  exec: { valued: 'a' },
  command: { valued: '' },
  builtin: { valued: '' },
  busybox: { valued: '' },
}

/** Programs that start another one in surroundings of their own. */
export const SUDO = {
  valued: 'ugCphUrtTRD',
  long: 'user group close-from prompt host other-user role type command-timeout chroot chdir',
}
export const SU = { valued: 'cgGsTw', long: 'command group supp-group shell whitelist-environment' }
export const RUNUSER = { ...SU, valued: 'cgGsTwu', long: `${SU.long} user` }
export const ENV = { valued: 'uCS', long: 'unset chdir split-string' }
export const SYSTEMD_RUN = {
  valued: 'upEMHC',
  long: 'unit property setenv slice uid gid nice working-directory description service-type machine host',
}
/** Properties of systemd.exec(5) and systemd.resource-control(5) with which files stay the same. */
export const HARMLESS_PROPERTY =
  /^(CPU|IO|Block|Memory|Tasks|Nice|OOM|Limit|Kill|Timeout|Runtime|Restart|Standard(Output|Error)|Syslog|Log|Type|Description|Slice|After|Before|Wants|Requires|Remain|Collect|SuccessExit)\w*$/
/** Of a shell itself, such as `bash -o pipefail -c`. */
export const SHELL_OPTIONS = { valued: 'oO', long: 'rcfile init-file' }

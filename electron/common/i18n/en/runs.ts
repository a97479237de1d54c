/** How runs ended, apart from what rsync itself gave as its reason, and what is said of them. */
export const runs = {
  stoppedBy: {
    person: 'Stopped.',
    quit: 'Stopped: the app was quit.',
    ended: 'Stopped: the app was ended from outside.',
    terminal: 'Stopped: the terminal was closed.',
    shutdown: 'Stopped: the computer was shutting down.',
  },
  stoppedBefore: {
    person: 'Stopped before it started.',
    quit: 'Stopped before it started: the app was quit.',
    ended: 'Stopped before it started: the app was ended from outside.',
    terminal: 'Stopped before it started: the terminal was closed.',
    shutdown: 'Stopped before it started: the computer was shutting down.',
  },
  silent:
    'No data for {count} second, so the run was ended: check the network and the remote host. | No data for {count} seconds, so the run was ended: check the network and the remote host.',
  leftOut:
    'Everything was copied but one link or special file, which Archive would copy. | Everything was copied but {count} links and special files, which Archive would copy.',
  onlyLeftOut:
    'Nothing was copied: the source is a link or a special file. End its path with a slash to copy what a link leads to, or check Archive to copy the link itself.',
  leftBehind:
    '{reason} rsync does not end, because a folder that it reads or writes does not answer; it is left behind, and ends when that folder answers or is unmounted.',
  continued: '{reason} Continued what an earlier run had begun: {amount} not sent again.',
  onlyDryRun:
    'Nothing was copied: an option made rsync only list what it would do (-n, --dry-run, --only-write-batch). Take it out of Auxiliary Parameters.',
  saidNothing:
    'rsync ended well, but did not say what it did: see that no script in its place, and no alias in ~/.popt or /etc/popt, changes what it says.',
  ended: 'rsync was ended from outside ({signal}).',
  unknownSignal: 'unknown signal',
  withCode: '{reason} (rsync code {code}, {name})',
  connectionChanged:
    'The SSH connection of the task was changed while the run began, so nothing was copied: start it again.',
  sourceVanished:
    '{path} disappeared while the run was going, so not everything was copied. (rsync code 24, VANISHED)',
  logIncomplete: '{reason} The log is incomplete: {error}.',
  appEndedBefore: 'The app ended before this run could start.',
  interrupted: 'Interrupted: the app ended while this run was going.',
  interruptedAlive:
    'Interrupted: the app ended while this run was going. Its rsync was still at work and has been stopped.',
  closing: 'The app is closing.',
  notFound: 'There is no run {id}.',
  unrecorded: 'The record of the run could not be written: {error}.',
  programMissing:
    'The program {program} was not found: install {package}, then run the task again.',
  programFailed: 'The program {program} could not be started: {error}',
  clock: {
    behind: 'The clock is behind the end of the last run, so no runs are removed by age.',
    ahead: 'The last run ended more than 30 days ago by the clock, so no runs are removed by age.',
  },
  taskOf: 'Task {id}',
}

/** Why scheduled times were not run. `{maxAge}` is in hours. */
export const skips = {
  paused:
    'This time was not run because schedules were paused. | {count} times were not run because schedules were paused.',
  policy:
    'This time was missed: the computer was off or asleep, or the app was closed. This task skips missed runs. | {count} times were missed: the computer was off or asleep, or the app was closed. This task skips missed runs.',
  tooOld:
    'This time was missed: the computer was off or asleep, or the app was closed. It was longer ago than the {maxAge} h after which this task gives up. | {count} times were missed: the computer was off or asleep, or the app was closed. It was longer ago than the {maxAge} h after which this task gives up.',
  superseded:
    'An earlier time was missed; only the newest missed time is made up for. | {count} earlier times were missed; only the newest missed time is made up for.',
  joined: 'Run {run} of this task was waiting already, and stands for this time too.',
}

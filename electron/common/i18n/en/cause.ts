/** Why a run ended as it did: what the messages of rsync and ssh mean, and what to do. */
export const cause = {
  keyChanged:
    'The host key of the remote host has changed; nothing was sent. Find out why before you accept the new key.',
  keyUnknown: 'The host key of the remote host is not known; add it to known_hosts first.',
  keyTooOpen: 'The private key can be read by others, so ssh refused it; run chmod 600 on it.',
  keyRefused: 'The remote host did not accept the key of this user.',
  nameUnknown: 'The name of the remote host could not be resolved.',
  connectionRefused:
    'The remote host refused the connection: check the port and that the service runs.',
  unreachable: 'The remote host cannot be reached: check the network.',
  noAnswer: 'The remote host did not answer in time.',
  shellTalks: 'The remote shell prints text when it starts; rsync needs it to be silent.',
  versionsApart: 'The two rsyncs speak no common protocol: update the older one.',
  daemonBusy: 'The rsync daemon is busy: it allows no more connections now.',
  moduleUnknown: 'The rsync daemon has no module of that name.',
  moduleAuth: 'The rsync daemon did not accept the user or password.',
  moduleReadOnly: 'The module is read-only, so nothing can be sent to it.',
  optionUnknown:
    'rsync does not know the option {option}: take it out of Auxiliary Parameters, or correct it.',
  optionRefused:
    'The rsync daemon does not allow {option}: turn that setting off, or allow it in the daemon’s “refuse options”.',
  optionDaemonOnly: 'Auxiliary Parameters has {option}, which works with a module only.',
  passwordFileOpen:
    'The password file can be read by others, so rsync refused it; run chmod 600 on it.',
  compressionUnknown: 'The two rsyncs have no kind of compression in common: turn Compress off.',
  memory: 'rsync ran out of memory: copy fewer files at once, or take --max-alloc out.',
  linkDistrusted:
    'The destination is a link that somebody else owns, and rsync does not follow it: name the folder it leads to.',
  full: 'The destination is full.',
  remoteRsyncMissing: 'rsync is not installed on the remote host.',
  sourceMissing: 'The source does not exist, so nothing was copied: check the path.',
  deleteLimit:
    'The limit of --max-delete was reached: {count} file was left that should have been deleted. | The limit of --max-delete was reached: {count} files were left that should have been deleted.',
  timeWindow:
    'Stopped at the time that --stop-after or --stop-at sets; the next run continues from there.',
  brokenOff: 'The connection broke off before the run had ended.',
  compressionRefused:
    'The connection broke off. Compress is on, and the remote rsync may lack that kind of compression: try without it.',
  silent:
    'No data for {count} second, so the run was ended: check the network and the remote host. | No data for {count} seconds, so the run was ended: check the network and the remote host.',
  continued: 'Continued what an earlier run had begun: {amount} not sent again.',
  stopped: 'Stopped.',
  endedFromOutside: 'rsync was ended from outside ({signal}).',
  unknownSignal: 'unknown signal',
  withCode: '{sentence} (rsync code {code}, {name})',
}

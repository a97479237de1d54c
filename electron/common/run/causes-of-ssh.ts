import { ofLayer, type Cause } from './cause'
import { fieldOfHost, openField, RUN_AGAIN, testConnection, type RemedyRule } from './remedy'

const discover: RemedyRule = { kind: 'discover-host-key' }
const extra = openField('extra')

/** What ssh goes through to the remote host (ProxyJump, ProxyCommand) does not let it. */
export const WAY_REFUSED: Cause = {
  ...{ layer: 'ssh', role: 'ends', passes: false },
  pattern:
    /^stdio forwarding failed|^channel \d+: open failed: |jumphost loop|ProxyCommand|ProxyJump|proxy dialer/,
  sentence: 'causes.jumpRefused',
  remedy: testConnection,
}

/** ssh does not know with whom it was connected. */
export const WAY_LOST: Cause = {
  ...{ layer: 'ssh', role: 'ends', passes: true },
  pattern: /^Connection (?:closed|reset) by UNKNOWN port|: Connection to UNKNOWN port/,
  sentence: 'causes.jumpLost',
  remedy: testConnection,
}

/**
 * Nobody says why. The words of ssh are not quoted: they depend on whether it reads or writes first.
 */
export const WAY_SILENT: Cause = { ...WAY_LOST, sentence: 'causes.jumpSilent' }

/** What OpenSSH says, versions 7 to 10, before the remote command is started. */
export const SSH_CAUSES = ofLayer('ssh', [
  {
    pattern:
      /^(?:\S*\/)?ssh: (?:error while loading shared libraries|symbol lookup error|relocation error|.* version [`'].*' not found)|^OpenSSL version mismatch/,
    sentence: 'causes.sshBroken',
    remedy: testConnection,
  },
  {
    pattern:
      /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed and you have|^Exiting, you have requested strict checking/,
    sentence: 'causes.hostKeyChanged',
    // Not the discovery: a changed key must never be a click away from being accepted.
    remedy: testConnection,
  },
  {
    pattern: /REVOKED HOST KEY DETECTED|Host key .* revoked by file|host key for .* was revoked/,
    sentence: 'causes.hostKeyRevoked',
    remedy: testConnection,
  },
  {
    pattern: /^Certificate invalid: /,
    sentence: 'causes.hostCertificate',
    remedy: testConnection,
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known/,
    sentence: 'causes.hostKeyUnknown',
    remedy: discover,
  },
  {
    pattern: /^Bad owner or permissions on (?<file>.+?)\r?$/,
    sentence: 'causes.sshConfigOpen',
    remedy: testConnection,
  },
  {
    pattern: /^command-line:? line 0: |^(?:unknown|illegal|invalid) option -- /,
    sentence: 'causes.sshOption',
    remedy: extra,
  },
  {
    pattern:
      /\bline \d+: (?:Bad |bad |[Mm]issing |no argument|[Ii]nvalid |[Uu]nsupported |keyword |garbage)/,
    sentence: 'causes.sshConfig',
    remedy: testConnection,
  },
  {
    pattern: /terminating, \d+ bad configuration options|percent_expand|(?:env|dollar)_expand/,
    sentence: 'causes.sshConfig',
    remedy: testConnection,
  },
  {
    pattern: /^unix_listener: |^Can't open user config file|Too many recursive configuration/,
    sentence: 'causes.sshConfig',
    remedy: testConnection,
  },
  {
    pattern:
      /Unable to negotiate with .*: no matching (?<kind>.+?) found(?:\. Their offer: (?<offer>.*))?$/,
    sentence: 'causes.sshApart',
    remedy: testConnection,
  },
  {
    pattern:
      /no matching (?<kind>host key type|key exchange method|cipher|MAC|mac|compression method) found/,
    sentence: 'causes.sshApart',
    remedy: testConnection,
  },
  {
    pattern: /Bad port ['"]?(?<port>[^'" .]+)|bad port number in/,
    sentence: 'causes.badPort',
    remedy: openField('remotePort'),
  },
  {
    pattern: /^(?:hostname|remote username) contains invalid characters/,
    sentence: 'causes.badHost',
    remedy: fieldOfHost,
  },
  {
    pattern: /[Pp]assword has expired|[Pp]assword change required|required to change your password/,
    sentence: 'causes.passwordExpired',
    remedy: testConnection,
  },
  {
    pattern:
      /[Aa]ccount (?:has |is )?(?:been )?(?:expired|locked|disabled|inactive|closed)|account .* is (?:expired|locked|disabled)/,
    sentence: 'causes.accountClosed',
    remedy: testConnection,
  },
  {
    pattern:
      /System is booting up|system is going down|not permitted to log in yet|No(?:n-root)? logins? (?:are )?(?:allowed|permitted) at/i,
    sentence: 'causes.hostStarting',
    remedy: RUN_AGAIN,
    passes: true,
  },
  {
    pattern: /Too many logins for|maximum number of (?:logins|sessions)|Not allowed at this time/,
    sentence: 'causes.hostBusy',
    remedy: RUN_AGAIN,
    passes: true,
  },
  {
    pattern: /Too many authentication failures/,
    sentence: 'causes.tooManyKeys',
    remedy: testConnection,
  },
  {
    pattern: /Permission denied \((?!\S*publickey)(?<methods>[a-z][a-z,-]*)/,
    sentence: 'causes.noKeysTaken',
    remedy: testConnection,
  },
  {
    pattern: /Permission denied \([a-z]|^Authentication failed\./,
    sentence: 'causes.keyRefused',
    remedy: testConnection,
  },
  {
    pattern: /UNPROTECTED PRIVATE KEY FILE|bad permissions/,
    sentence: 'causes.keyTooOpen',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /^Load key .*: (?:incorrect passphrase|.*passphrase supplied)|can't open \/dev\/tty/,
    sentence: 'causes.keyLocked',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /^Load certificate /,
    sentence: 'causes.certificateUnreadable',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /^Load key |private key .* contents do not match public|key_load_\w+: /,
    sentence: 'causes.keyUnreadable',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern:
      /^Warning: Identity file (?<file>.+?) not accessible|^no such identity: (?<other>.+?): /,
    sentence: 'causes.keyMissing',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern:
      /agent refused operation|signing failed for|failure to sign|^Confirm user presence for key|agent has no identities|authentication agent|communication with agent/,
    sentence: 'causes.agentRefused',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /no mutual signature/,
    sentence: 'causes.signatureApart',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern:
      /exchange_identification: .*invalid char|Bad remote protocol version|[Pp]rotocol mismatch|could not read protocol version|exchange_identification: banner line/,
    sentence: 'causes.notSsh',
    remedy: testConnection,
  },
  {
    pattern:
      /exchange_identification: |^(?:ssh_dispatch_run_fatal: .*)?banner exchange: .*(?:closed|reset|disconnected)/i,
    sentence: 'causes.sshClosed',
    remedy: testConnection,
    passes: true,
  },
  WAY_REFUSED,
  WAY_LOST,
  // Listed for its sentence; the words that are missing tell it from the one above (causes.ts).
  WAY_SILENT,
  {
    pattern: /^(?:exec|shell|subsystem|PTY allocation) request failed on channel/,
    sentence: 'causes.accountCannot',
    remedy: testConnection,
  },
  {
    pattern: /^mux_client_\w+: |^muxclient: |master hello exchange failed/,
    sentence: 'causes.sharedConnection',
    remedy: testConnection,
    role: 'hints',
  },
  {
    pattern: /^(?:Received disconnect from|Disconnected from) .*?:\d+: (?<words>.+)/,
    sentence: 'causes.sshEnded',
    remedy: testConnection,
  },
])

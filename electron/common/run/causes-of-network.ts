import { ofLayer } from './cause'
import { fieldOfHost, RUN_AGAIN, testConnection } from './remedy'

/** What ssh and rsync alike say when there is no way to the remote host. */
export const NETWORK_CAUSES = ofLayer('network', [
  {
    pattern:
      /Could not resolve host|Name or service not known|nodename nor servname|Temporary failure in name resolution|No address associated with hostname/,
    sentence: 'causes.unresolved',
    remedy: fieldOfHost,
    passes: true,
  },
  {
    pattern: /Connection refused/,
    sentence: 'causes.refused',
    remedy: testConnection,
    passes: true,
  },
  {
    pattern:
      /No route to host|Network is (?:unreachable|down)|Host is (?:unreachable|down)|Cannot assign requested address/,
    sentence: 'causes.unreachable',
    remedy: testConnection,
    passes: true,
  },
  {
    pattern:
      /Connection timed out|Operation timed out|timeout waiting for daemon connection|Connection to \S+ (?:port \d+ )?timed out/,
    sentence: 'causes.timedOut',
    remedy: testConnection,
    passes: true,
  },
  {
    pattern:
      /^(?:ssh: connect to host|rsync: (?:\[\w+\] )?failed to connect to) .*: (?:Connection reset by peer|Software caused connection abort|Resource temporarily unavailable|Socket is not connected)/,
    sentence: 'causes.notConnected',
    remedy: testConnection,
    passes: true,
  },
  {
    pattern: /^(?:ssh: connect to host|rsync: (?:\[\w+\] )?failed to connect to) /,
    sentence: 'causes.connectForbidden',
    remedy: testConnection,
  },
])

/** What comes after each of the other causes, too: it counts where nothing else was said. */
export const AFTERMATH = ofLayer('network', [
  {
    pattern: /Corrupted MAC|Bad packet length|message authentication code incorrect|padding error/,
    sentence: 'causes.corrupted',
    remedy: RUN_AGAIN,
    passes: true,
    role: 'follows',
  },
  {
    pattern: /io timeout after \d+ seconds|daemon handshake timeout/,
    sentence: 'exitCodes.TIMEOUT',
    remedy: RUN_AGAIN,
    passes: true,
    role: 'follows',
  },
  {
    pattern:
      /connection unexpectedly closed|Timeout, server .* not responding|Connection (?:to \S+ )?(?:reset|closed) by|Broken pipe|error in rsync protocol data stream|did not see server greeting|didn't get server startup line|safe_(?:read|write) (?:failed|poll|select)|(?:read|write) error: |connection abort/,
    sentence: 'causes.brokenOff',
    remedy: RUN_AGAIN,
    passes: true,
    role: 'follows',
  },
])

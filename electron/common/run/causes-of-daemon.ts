import { ofLayer } from './cause'
import { fieldOfHost, openField, RUN_AGAIN } from './remedy'

const module = openField('remoteModule')
const password = openField('modulePassword')
const extra = openField('extra')

/** What an rsync daemon answers, mostly in lines that begin with `@ERROR:`. */
export const DAEMON_CAUSES = ofLayer('daemon', [
  {
    pattern: /max connections \(-?\d+\) reached/,
    sentence: 'causes.daemonBusy',
    remedy: RUN_AGAIN,
    passes: true,
  },
  { pattern: /@ERROR: fork failed/, sentence: 'causes.hostBusy', remedy: RUN_AGAIN, passes: true },
  { pattern: /Unknown module/, sentence: 'causes.noModule', remedy: module },
  {
    pattern: /The remote path must start with a module name/,
    sentence: 'causes.moduleFirst',
    remedy: module,
  },
  {
    pattern: /auth failed on module/,
    sentence: 'causes.passwordRefused',
    remedy: password,
  },
  {
    pattern: /does not support one of our daemon-auth checksums/,
    sentence: 'causes.passwordDigest',
    remedy: module,
  },
  {
    pattern: /access denied to .* from (?<host>.+)$/,
    sentence: 'causes.hostDenied',
    remedy: module,
  },
  {
    pattern: /@ERROR: (?:chdir failed|chroot failed|no path setting)/,
    sentence: 'causes.daemonFolder',
    remedy: module,
  },
  {
    pattern:
      /@ERROR: (?:invalid [ug]id|getpwuid failed|set[ug]id failed|(?:set|init)groups failed|too many groups)/,
    sentence: 'causes.daemonUser',
    remedy: module,
  },
  {
    pattern: /@ERROR: daemon security issue/,
    sentence: 'causes.daemonSecurity',
    remedy: module,
  },
  {
    pattern: /@ERROR: failed to open lock file/,
    sentence: 'causes.daemonLock',
    remedy: module,
  },
  {
    pattern:
      /(?:early|pre-xfer|post-xfer|name-converter) exec (?:.*failed|returned failure)|name-converter/,
    sentence: 'causes.daemonCommand',
    remedy: module,
  },
  {
    pattern: /(?<option>--remove-\S+) cannot be used with a read-only module/,
    sentence: 'causes.readOnlySource',
    remedy: extra,
  },
  { pattern: /module is read only/, sentence: 'causes.readOnly', remedy: module },
  { pattern: /module is write only/, sentence: 'causes.writeOnly', remedy: module },
  {
    pattern: /daemon has excluded destination|daemon refused to receive/,
    sentence: 'causes.daemonExcluded',
    remedy: module,
  },
  {
    pattern: /configured to refuse --timeout/,
    sentence: 'causes.timeoutRefused',
    remedy: extra,
  },
  {
    pattern: /configured to refuse --partial-dir/,
    sentence: 'causes.partialDirRefused',
    remedy: extra,
  },
  {
    pattern: /configured to refuse --(?:secluded|protect)-args/,
    sentence: 'causes.secludedRefused',
    remedy: extra,
  },
  {
    pattern: /configured to refuse --(?:new-)?compress/,
    sentence: 'causes.compressRefused',
    remedy: openField('compress'),
  },
  {
    pattern: /configured to refuse --delay-updates/,
    sentence: 'causes.delayUpdatesRefused',
    remedy: openField('delayUpdates'),
  },
  {
    pattern: /configured to refuse (?<option>--(?:delete|del)\b[\w-]*)/,
    sentence: 'causes.deleteRefused',
    remedy: openField('delete'),
  },
  {
    pattern: /configured to refuse (?<option>--(?:log-format|out-format|stats|dry-run|filter))/,
    sentence: 'causes.neededOptionRefused',
    remedy: module,
  },
  {
    pattern: /The server is configured to (?:refuse|require) (?<option>\S+)/,
    sentence: 'causes.optionRefused',
    remedy: extra,
  },
  {
    pattern: /server sent .* rather than greeting/,
    sentence: 'causes.notRsyncd',
    remedy: fieldOfHost,
  },
  {
    pattern: /bad response from proxy|invalid proxy specification|(?:read from|write to) proxy/,
    sentence: 'causes.proxyRefused',
    remedy: fieldOfHost,
  },
  {
    pattern: /the server omitted the|client omitted the|incompatible beta|protocol startup error/,
    sentence: 'causes.versionsApart',
    remedy: extra,
  },
  { pattern: /@ERROR: /, sentence: 'causes.daemonSaid', remedy: module },
])

import { ofLayer } from './cause'
import { RUN_AGAIN, testConnection } from './remedy'

/** Words of rrsync, which comes with rsync, and what they mean (rrsync(1); measured). */
export const RRSYNC_CAUSES = ofLayer('rrsync', [
  {
    pattern: /rrsync error: option -s has been disabled/,
    sentence: 'restricted.secluded',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: (?:option|invalid)/,
    sentence: 'restricted.option',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: sending to read-only/,
    sentence: 'restricted.readOnly',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: reading from write-only/,
    sentence: 'restricted.writeOnly',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: (?:do not use \.\.|unsafe|.*escaped tree)/,
    sentence: 'restricted.outside',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: .*No such file or directory|FileNotFoundError/,
    sentence: 'restricted.missing',
    remedy: testConnection,
  },
  {
    pattern: /rrsync error: Another instance/,
    sentence: 'restricted.busy',
    remedy: testConnection,
    passes: true,
  },
  {
    pattern: /rrsync error: /,
    sentence: 'restricted.refused',
    remedy: testConnection,
  },
])

/**
 * How a shell reports that the program it started was killed, in any language: its line, the number
 * of the process, the signal, the command. Or the signal alone. It can come at any time.
 */
export const KILLED_CAUSES = ofLayer('host', [
  {
    pattern:
      /^(?:-?[\w./+-]*sh(?:\[\d+\])?: [^:]+: +\d+:? )?(?:Segmentation fault|Bus error|Illegal instruction|Aborted|Bad system call|Trace\/breakpoint trap)(?: \(core dumped\)|\s{2,}|\s*$)/,
    sentence: 'causes.rsyncCrashed',
    remedy: testConnection,
  },
  {
    pattern:
      /^-?[\w./+-]*sh(?:\[\d+\])?: [^:]+: +\d+:? \S.*\s{2,}.*\brsync\b|^(?:Killed|Terminated|Hangup)\s*$/,
    sentence: 'causes.rsyncKilled',
    remedy: RUN_AGAIN,
    passes: true,
  },
])

/**
 * What the remote account says instead of starting rsync. A shell speaks the language of its user, so
 * that rsync was not found is told by the shape of the line: the name of the shell, then `rsync`
 * without a folder, as it was typed; a shell that found it names the whole path.
 */
export const SHELL_CAUSES = ofLayer('shell', [
  {
    // No process could be started: there is no memory for it, or there are too many. Any language.
    pattern:
      /^-?[\w./+-]*(?:sh|busybox|env|sudo|doas)(?:\[\d+\])?: (?:\S+ )?(?:\d+: )?(?:(?:[Cc]annot|can't|unable to) fork\b|fork(?: failed)?: )|^failed to fork: |^No more processes|^-?[\w./+-]*sh(?:\[\d+\])?(?:: |:\d+: ).*rsync.*: (?:Cannot allocate memory|Out of memory|Resource temporarily unavailable|Text file busy|Too many open files(?: in system)?)\s*$/i,
    sentence: 'causes.hostBusy',
    remedy: RUN_AGAIN,
    passes: true,
  },
  {
    pattern:
      /\b(?<program>sudo|doas|su|run0|pkexec)\b.*(?:terminal is required|password is required|no tty present|must have a tty|a tty is required|[Aa]uthentication (?:is )?(?:required|failed)|must be run from a terminal)/,
    sentence: 'causes.passwordWanted',
    remedy: testConnection,
  },
  {
    pattern:
      /is not in the sudoers file|is not allowed to (?:execute|run)|may not run sudo|doas: (?:Operation not permitted|Authorization required)|not permitted to use sudo/,
    sentence: 'causes.sudoDenied',
    remedy: testConnection,
  },
  {
    pattern:
      /error while loading shared libraries|[Ee]rror loading shared library|Library not loaded|symbol lookup error|version [`'].*' not found|Error relocating|relocation error/,
    sentence: 'causes.rsyncBroken',
    remedy: testConnection,
  },
  {
    pattern: /cannot execute|Exec format error|bad interpreter|required file not found/i,
    sentence: 'causes.rsyncForeign',
    remedy: testConnection,
  },
  {
    pattern:
      /: restricted\b|\brestricted shell\b|cannot specify .\/. in command names|restricted: cannot/i,
    sentence: 'causes.accountCannot',
    remedy: testConnection,
  },
  {
    pattern: /allows? (?:only )?sftp|sftp (?:connections )?only/i,
    sentence: 'causes.accountSftpOnly',
    remedy: testConnection,
  },
  {
    pattern:
      /account is (?:currently )?not available|account is restricted by rssh|[Uu]nrecognized command|git-shell|nologin|scponly|[Ii]nteractive (?:git )?(?:shell|login)s? (?:is|are) (?:not enabled|disabled)|lshell|command (?:is )?(?:not allowed|rejected|denied)/i,
    sentence: 'causes.accountCannot',
    remedy: testConnection,
  },
  {
    pattern: /rsync.*(?:permission denied|operation not permitted)|permission denied: .*rsync/i,
    sentence: 'causes.rsyncDenied',
    remedy: testConnection,
  },
  {
    pattern: /^Permission denied, please try again/,
    sentence: 'causes.rsyncDeniedNas',
    remedy: testConnection,
  },
  {
    // bash: Zeile 1: rsync: Kommando nicht gefunden.  zsh:1: command not found: rsync
    pattern:
      /^-?[\w./+-]*(?:sh|busybox|env|nice|timeout|nohup|setsid|sudo|doas)(?:\.\w+)?(?:\[\d+\])?(?:: |:\d+:).*?(?<![/\w.-])rsync(?![/\w.-])/,
    sentence: 'causes.noRsync',
    remedy: testConnection,
  },
  {
    // csh, env, sudo, setsid: rsync: Command not found.
    pattern:
      /(?<![/\w.-])rsync[’'"“”]?\s?: (?:command )?not found|(?<![/\w.-])rsync[’'"“”]?: No such file or directory|remote command not found|command not found: rsync/i,
    sentence: 'causes.noRsync',
    remedy: testConnection,
  },
  {
    // csh in another language: rsync: Kommando nicht gefunden.
    pattern: /^rsync: (?!connection |read |write |.*--)[^:()[\]"]+[.。]\s*$/,
    sentence: 'causes.noRsync',
    remedy: testConnection,
  },
  {
    // Windows: 'rsync' is not recognized …  Der Befehl "rsync" ist entweder falsch geschrieben …
    pattern:
      /^(?:[^\s:]+ ){0,3}(?:rsync ?: .*)?['"‘’“”„«»`´](?:\u00a0|\u202f| )?rsync(?:\.exe)?(?:\u00a0|\u202f| )?['"‘’“”„«»`´]/,
    sentence: 'causes.noRsync',
    remedy: testConnection,
  },
  {
    pattern: /^-?[\w./+-]*sh(?:\[\d+\])?(?:: |:\d+:).*\brsync\b/,
    sentence: 'causes.rsyncNotStarted',
    remedy: testConnection,
  },
  {
    // Of another program, such as the sudo of --rsync-path, or of a start-up file.
    pattern:
      /^-?[\w./+-]*sh(?:\[\d+\])?(?:: (?:\S+ \d+: |\d+: )?|:\d+: )[^:]+: [^:]+$|^zsh:\d+: command not found/,
    sentence: 'causes.rsyncNotStarted',
    remedy: testConnection,
    role: 'hints',
  },
])

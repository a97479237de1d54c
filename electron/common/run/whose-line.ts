/** What rsync prints itself, and not ssh, a shell or a program of the remote account. */
const OF_RSYNC =
  /^rsync: (?:\[\w+\] |connection unexpectedly closed|(?:on remote machine: )?-|did not see|didn't get|server sent|the server omitted|The server is configured|getaddrinfo|safe_|refusing|internal error|server is speaking|.* \(\d+\)$)|^rsync (?:error|warning): |^\[(?:sender|receiver|generator|Receiver)\] |^protocol version mismatch|^\(see the rsync manpage|^@ERROR|^ERROR: |^\*\*\* |^Your options have been rejected|\[(?:sender|receiver|generator|Receiver|client|server)(?:=\S+)?\]$/

/** What the compression in rsync says when it cannot read what the other side sent. */
export const OF_COMPRESSION =
  /^(?:deflate|inflate|compress|uncompress|ZSTD_\w+|ZSTD decomp)\b.*? (?:returned|failed:) |^decompressor lost sync|^Impossible error in external-zlib|^invalid (?:uncompressed token length|token number in compressed)/

/** What ssh says of its way to the remote host, before anybody there has said a word. */
const OF_WAY =
  /^(?:ssh|channel \d+|(?:kex|ssh)_exchange_identification|ssh_dispatch_run_fatal|packet_write_\w+|client_loop)(?:: | )|^Connection (?:to \S+ |timed out(?: during .*)?\s*$)/

/** What is no cause of an end: rsync's code in words, and remarks about single files. */
const SUMMARY =
  /^rsync (?:error|warning): |^\(see the rsync manpage|^rsync: connection unexpectedly/

/**
 * What is said of a connection that works: warnings of ssh, of a shell that starts, and of programs
 * in its start-up files.
 */
const CHATTER =
  /^(?:Warning: (?:Permanently added|the \S+ host key|No xauth|remote port|untrusted X11)|Pseudo-terminal will not|Control ?[Ss]ocket |debug\d: |Authenticated to |Transferred: |Bytes per second|OpenSSH_|Could not create directory|Failed to add the |\*\* |client_global_hostkeys|hostkeys_|X11 forwarding request|Could not request local|bind |channel_setup_|setsockopt|Could not chdir to home|Killed by signal|User presence confirmed|perl: warning|manpath: |mesg: |stdin: is not a tty|tput: |tset: |WARNING: .* will expire|Your password will expire)|warning: setlocale|cannot change locale|^@{20,}$|^\s*$/

/** Warnings of rsync itself, which goes on after them. */
const WARNING =
  /^WARNING: (?:.* failed verification|parent dir is absent|file is too large)|^--\S+ arg (?:does not exist|is not a dir): |^rsync: (?:\[\w+\] )?failed to open log-file |^file has vanished|^Deletions stopped|^skipp(?:ing socket|ed diminished) |^default_perms_for_dir: |^gen_challenge: |^renaming .* because of text busy/

/** Whether ssh, a shell or the remote account said it. */
export function isForeign(line: string): boolean {
  return !OF_RSYNC.test(line) && !OF_COMPRESSION.test(line)
}

/** Whether ssh said it of its way, and not a banner or a start-up file that uses the same words. */
export function isOfWay(line: string): boolean {
  return OF_WAY.test(line)
}

/** Whether it says nothing about what went wrong. */
export function isChatter(line: string): boolean {
  return CHATTER.test(line) || WARNING.test(line)
}

export function isSummary(line: string): boolean {
  return SUMMARY.test(line)
}

/**
 * The line with its quoted names taken out: a name of a file can say anything, also what a cause is
 * known by. From the first quotation mark to the last, since names are not quoted further.
 */
export function withoutNames(line: string): string {
  const start = line.indexOf('"')
  if (start < 0) return line
  const end = line.lastIndexOf('"')
  return start === end ? line : `${line.slice(0, start)}""${line.slice(end + 1)}`
}

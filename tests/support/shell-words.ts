import { spawnSync } from 'node:child_process'

/** Programs that only start the one behind them; what they do with its words is their own affair. */
const STARTERS = ['sudo', 'nice', 'ionice', 'flock', 'timeout', '/usr/bin/flock']

/**
 * What a real POSIX shell hands to rsync when it runs a script, in the order of the calls. rsync
 * itself is a shell function here, so nothing is copied.
 * @param script what `sh` reads; its own folder is empty, so that no pattern matches
 */
export function wordsOfShell(script: string, home: string, cwd: string): string[][] {
  const functions = [
    'rsync() { printf \'%s\\0\' rsync-call "$@" >&3; }',
    'cd() { :; }',
    // Up to the word that is rsync.
    ...STARTERS.slice(0, -1).map(
      (name) =>
        `${name}() { while [ "\${1##*/}" != rsync ]; do shift; [ $# -gt 0 ] || return 9; done; shift; rsync "$@"; }`,
    ),
  ]
  const plain = script.replace(/(^|\s)\/usr\/bin\/(rsync|flock)\b/g, '$1$2')
  const { output, stderr } = spawnSync('/bin/sh', ['-c', `${functions.join('\n')}\n${plain}`], {
    cwd,
    env: { HOME: home, PATH: '/nonexistent' },
    encoding: 'utf8',
    // Where the words go must be out of reach of the script's own redirections.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  if (stderr !== '') throw new Error(stderr)
  return (output[3] ?? '')
    .split('rsync-call\0')
    .slice(1)
    .map((call) => call.split('\0').slice(0, -1))
}

import { describe, expect, it } from 'vitest'
import { FailureTally } from '@common/run/failure-tally'
import { decideOutcome, isTransient, type Ending } from '@common/run/outcome'
import type { TaskSettings } from '@common/task/task'
import { sshSettings } from '../../builders'

/** A run that ended in code 23 with these lines. */
function partial(lines: readonly string[], settings: Partial<TaskSettings> = {}): Ending {
  const failures = new FailureTally()
  for (const line of lines) failures.add(line)
  return {
    ...{ exitCode: 23, signal: null, stoppedBy: null, silentSeconds: null, filesKnown: 9 },
    ...{ errorLines: lines, failures, task: sshSettings(settings) },
  }
}

const SUMMARY =
  'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=3.2.7]'
const outcomeOf = (lines: readonly string[], settings: Partial<TaskSettings> = {}) =>
  decideOutcome(partial([...lines, SUMMARY], settings))
const reasonOf = (lines: readonly string[], settings: Partial<TaskSettings> = {}) =>
  outcomeOf(lines, settings).reason.replace(' (rsync code 23, PARTIAL)', '')

const TIMES = 'rsync: [generator] failed to set times on "/srv/.": Operation not permitted (1)'
const DENIED = 'rsync: [sender] send_files failed to open "/home/a": Permission denied (13)'
const archive = { archive: true, times: false }

describe('a run that copied everything and could not set what belongs to it', () => {
  it.each<[string, string[], Partial<TaskSettings>, string, string]>([
    [
      'times',
      [TIMES],
      { times: true },
      'times of 1 entry could not be set: uncheck Times',
      'times',
    ],
    [
      'times with Archive',
      [TIMES],
      archive,
      'times of 1 entry could not be set: add --omit-dir-times',
      'extra',
    ],
    [
      'times of an old rsync',
      ['rsync: failed to set times on "/srv/a": Operation not permitted (1)'],
      { times: true },
      'times of 1 entry',
      'times',
    ],
    [
      'permissions',
      ['rsync: [receiver] failed to set permissions on "/srv/a": Operation not permitted (1)'],
      { preservePerm: true },
      'permissions of 1 entry could not be set: uncheck Preserve Permissions',
      'preservePerm',
    ],
    [
      'the owner',
      ['rsync: [receiver] chown "/srv/.a.Ab12Cd" failed: Operation not permitted (1)'],
      archive,
      'the owner or group of 1 entry could not be set: add --no-owner and --no-group',
      'extra',
    ],
    [
      'the group',
      ['rsync: [generator] chgrp "/srv/a" failed: Operation not permitted (1)'],
      archive,
      'the owner or group of 1 entry',
      'extra',
    ],
    [
      'an attribute',
      [
        'rsync: [receiver] rsync_xal_set: lsetxattr("/srv/a","user.b") failed: Operation not supported (95)',
      ],
      { preserveAttr: true },
      'extended attributes of 1 entry could not be set: uncheck Preserve Extended Attributes',
      'preserveAttr',
    ],
    [
      'two attributes of one file',
      ['a', 'b'].map(
        (name) =>
          `rsync: [receiver] rsync_xal_set: lsetxattr("/srv/a","user.${name}") failed: No space left on device (28)`,
      ),
      { preserveAttr: true },
      'extended attributes of 1 entry',
      'preserveAttr',
    ],
    [
      'an ACL',
      [
        'rsync: [receiver] set_acl: sys_acl_set_file(/srv/a, ACL_TYPE_ACCESS): Operation not supported (95)',
      ],
      { extra: ['-A'] },
      'ACLs of 1 entry could not be set: take --acls',
      'extra',
    ],
  ])('%s', (_, lines, settings, words, field) => {
    const outcome = outcomeOf(lines, settings)
    expect(outcome).toMatchObject({ state: 'FAILED', outcome: 'partial', hasWarning: false })
    expect(outcome.reason).toContain(`Everything was copied, but ${words}`)
    expect(outcome.reason).toMatch(/\(rsync code 23, PARTIAL\)$/)
    expect(outcome.remedy).toEqual({ kind: 'open-field', field })
  })

  it('is said, too, where a log of rsync’s own could not be opened', () => {
    const line = 'rsync: [client] failed to open log-file /srv/log: No such file or directory (2)'
    expect(reasonOf([line, TIMES], { times: true })).toMatch(/^Everything was copied, but times/)
  })

  it('counts each entry once, whatever could not be set of it, and however often it is named', () => {
    const lines = ['a', 'b', 'c'].flatMap((name) => [
      `rsync: [generator] chown "/srv/${name}" failed: Operation not permitted (1)`,
      `rsync: [generator] failed to set times on "/srv/${name}": Operation not permitted (1)`,
    ])
    expect(reasonOf([...lines, ...lines], { times: true })).toMatch(
      /^Everything was copied, but times and the owner or group of 3 entries could not be set: uncheck Times, .*; add --no-owner/,
    )
  })

  it('is not said where a single file is missing as well: the worse comes first', () => {
    expect(reasonOf([TIMES, DENIED], { times: true })).toMatch(
      /^1 file could not be copied because the user may not read it at the source; .* Besides, times of 1 entry could not be set/,
    )
  })

  it.each([
    'symlink has no referent: "/home/b"',
    'skipping overly long name: /home/b',
    'ERROR: a failed verification -- update discarded.',
    'rsync: [sender] read errors mapping "/home/b": Input/output error (5)',
    '[sender] cannot convert filename: a (Invalid or incomplete multibyte or wide character)',
    'rsync: [generator] something new "/b": Who knows (999)',
  ])('is not said after "%s"', (line) => {
    expect(reasonOf([TIMES, line])).not.toMatch(/Everything/)
  })

  it.each(['The banner of a host', 'bash: warning: setlocale: LC_ALL: cannot change locale (xx)'])(
    'is said beside "%s"',
    (line) => {
      expect(reasonOf([line, TIMES], { times: true })).toMatch(/^Everything was copied, but times/)
    },
  )

  it('is told by words outside of names', () => {
    const name = 'failed to set times on "x": y (1)'
    expect(
      reasonOf([`rsync: [generator] delete_file: unlink(${name}) failed: Permission denied (13)`]),
    ).toMatch(/^1 file could not be deleted/)
    expect(
      reasonOf([`rsync: [sender] send_files failed to open "/${name}": Permission denied (13)`]),
    ).toMatch(/^1 file could not be copied/)
  })
})

describe('files that failed for one cause', () => {
  it.each<[string, string, string, boolean]>([
    [
      'full',
      'rsync: [receiver] write failed on "/srv/a": No space left on device (28)',
      'because the destination is full',
      true,
    ],
    [
      'quota',
      'rsync: [receiver] mkstemp "/srv/.a.Ab12Cd" failed: Disk quota exceeded (122)',
      'because the destination is full',
      true,
    ],
    ['reading denied', DENIED, 'may not read it at the source', false],
    [
      'a folder denied',
      'rsync: [sender] opendir "/home/b" failed: Permission denied (13)',
      'may not read it at the source',
      false,
    ],
    [
      'writing denied',
      'rsync: [receiver] mkstemp "/srv/.a.Ab12Cd" failed: Permission denied (13)',
      'may not write it at the destination',
      false,
    ],
    [
      'a link on FAT',
      'rsync: [generator] symlink "/srv/a" -> "b" failed: Operation not permitted (1)',
      '1 link could not be made',
      false,
    ],
    [
      'a pipe',
      'rsync: [generator] mknod "/srv/p" failed: Operation not permitted (1)',
      '1 device or special file',
      false,
    ],
    [
      'a name on FAT',
      'rsync: [receiver] mkstemp "/srv/.a:b.Ab12Cd" failed: Invalid argument (22)',
      '1 name is one that the destination cannot have',
      false,
    ],
    [
      'a long name',
      'rsync: [receiver] mkstemp "/srv/.a.Ab12Cd" failed: File name too long (36)',
      '1 name is one',
      false,
    ],
    [
      'a large file on FAT',
      'rsync: [receiver] write failed on "/srv/a": File too large (27)',
      'too large for the file system',
      false,
    ],
    [
      'a bad disk',
      'rsync: [sender] read errors mapping "/home/a": Input/output error (5)',
      'a disk reports errors',
      false,
    ],
    [
      'a broken file system',
      'rsync: [receiver] mkdir "/srv/a" failed: Structure needs cleaning (117)',
      'a disk reports errors',
      false,
    ],
    [
      'a lost network drive',
      'rsync: [sender] readlink_stat("/home/a") failed: Stale file handle (116)',
      'mount it again',
      false,
    ],
    [
      'a read-only disk',
      'rsync: [receiver] mkstemp "/srv/.a.Ab12Cd" failed: Read-only file system (30)',
      'is read-only',
      false,
    ],
    [
      'a source that is read-only',
      'rsync: [sender] sender failed to remove a "b": Read-only file system (30)',
      'was copied, but not removed from the source',
      false,
    ],
    [
      'a source in which others may remove files',
      'rsync: [sender] sender failed to remove a: Permission denied (13)',
      'was copied, but not removed from the source',
      false,
    ],
    [
      'a busy program',
      'rsync: [receiver] rename "/srv/.a.Ab12Cd" -> "a": Text file busy (26)',
      'because a program uses it',
      true,
    ],
    [
      'open files',
      'rsync: [receiver] mkstemp "/srv/.a.Ab12Cd" failed: Too many open files (24)',
      'too many files are open',
      true,
    ],
    [
      'a file that grew',
      'ERROR: a failed verification -- update discarded.',
      'changed while it was copied',
      true,
    ],
    [
      'a file that the daemon excludes',
      'ERROR: daemon refused to receive file "a"',
      'is excluded by the configuration',
      false,
    ],
    [
      'a file that stays',
      'rsync: [generator] delete_file: unlink(a) failed: Operation not permitted (1)',
      'could not be deleted',
      false,
    ],
    [
      'what nobody knows',
      'rsync: [receiver] strange "/srv/a" failed: Strange (999)',
      '1 file could not be copied; the log',
      false,
    ],
  ])('%s', (_, line, words, passes) => {
    expect(reasonOf([line])).toContain(words)
    expect(isTransient(partial([line, SUMMARY]))).toBe(passes)
  })

  it('counts them, and what failed for other reasons apart', () => {
    const full = Array.from(
      { length: 1200 },
      (_, i) => `rsync: [receiver] write failed on "/srv/${i}": No space left on device (28)`,
    )
    expect(reasonOf(full)).toBe('1,200 files could not be copied because the destination is full.')
    expect(reasonOf([...full, DENIED])).toBe(
      '1,200 files could not be copied because the destination is full. 1 more failed for other reasons; the log names each of them.',
    )
    expect(isTransient(partial([...full, DENIED]))).toBe(false)
  })

  it('says no number where no line was about a file', () => {
    expect(reasonOf([])).toBe('Some files could not be copied; the log names each of them.')
  })
})

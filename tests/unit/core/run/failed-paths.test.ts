import { describe, expect, it } from 'vitest'
import { MAX_FAILED_PATHS, type FailedPaths } from '@common/run/failed-paths'
import { addFailedPath, failedPath, unescapeName } from '@core/run/failed-paths'

const DENIED = 'Permission denied'

describe('the path in a line of standard error', () => {
  // Lines of rsync 3.5.0, as they came.
  it.each([
    ['rsync: [sender] opendir "/s/locked" failed: Permission denied (13)', '/s/locked', DENIED],
    ['rsync: [sender] send_files failed to open "/s/a": Permission denied (13)', '/s/a', DENIED],
    [
      'rsync: [sender] send_files failed to open "a" (in weak): Permission denied (13)',
      'a',
      DENIED,
    ],
    ['rsync: [receiver] mkstemp "/n/.f1.ZWOUSx" failed: Permission denied (13)', '/n/f1', DENIED],
    ['rsync: [receiver] mkstemp ".f1.CNa6Q7" (in w) failed: Permission denied (13)', 'f1', DENIED],
    [
      'rsync: [receiver] rename "/n/.a.b.Ab12Cd" -> "a.b": Is a directory (21)',
      '/n/a.b',
      'Is a directory',
    ],
    [
      'rsync: [generator] recv_generator: mkdir "d1" (in w) failed: Permission denied (13)',
      'd1',
      DENIED,
    ],
    [
      'rsync: [generator] delete_file: unlink(a (b)) failed: Operation not permitted (1)',
      'a (b)',
      'Operation not permitted',
    ],
    [
      'rsync: [sender] link_stat "/s/x" failed: No such file or directory (2)',
      '/s/x',
      'No such file or directory',
    ],
    [
      'rsync: write failed on "/n/a": No space left on device (28)',
      '/n/a',
      'No space left on device',
    ],
    ['file has vanished: "/s/gone"', '/s/gone', 'The file disappeared'],
    ['cannot delete non-empty directory: sub', 'sub', 'cannot delete non-empty directory'],
    ['ERROR: a b failed verification -- update discarded.', 'a b', 'failed verification'],
  ])('%s', (line, path, reason) => {
    expect(failedPath(line)).toEqual({ path, reason })
  })

  it.each([
    ['qu"ote": No space left on device (28)', 'qu"ote": No space left on device (28)'],
    ['new\\#012line\\#377', 'new\nline\u{FFFD}'],
    ['back\\#134#012slash', 'back\\#012slash'],
    ['" failed: x (1)', '" failed: x (1)'],
    ['mkstemp "a"', 'mkstemp "a"'],
    ['', ''],
  ])('whatever the name is: %j', (printed, path) => {
    const line = `rsync: [sender] send_files failed to open "${printed}": ${DENIED} (13)`
    expect(failedPath(line)).toEqual({ path, reason: DENIED })
  })

  it.each([
    'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1394)',
    'rsync: [Receiver] read error: Connection reset by peer (104)',
    '*** Skipping any contents from this failed directory ***',
    'ada@nas: Permission denied (publickey).',
    'IO error encountered -- skipping file deletion',
    '',
  ])('is none in %j', (line) => {
    expect(failedPath(line)).toBeNull()
  })
})

describe('the failed paths of a run', () => {
  const add = (names: readonly string[]) =>
    names.reduce<FailedPaths>((known, path) => addFailedPath(known, { path, reason: DENIED }), {
      ...{ paths: [], total: 0 },
    })

  it('are kept up to a limit and counted beyond it', () => {
    const known = add(Array.from({ length: 100_000 }, (_, i) => `f${i}`))
    expect(known.paths).toHaveLength(MAX_FAILED_PATHS)
    expect(known.total).toBe(100_000)
  })

  it('count a path once that has two complaints', () => {
    expect(add(['a', 'b', 'a'])).toMatchObject({ total: 2 })
  })
})

describe('a name as rsync prints it', () => {
  it.each([
    ['plain', 'plain'],
    ['\\#303\\#251', 'é'],
    ['日\\#012本', '日\n本'],
    ['\\#9', '\\#9'],
    ['\\#777', '\\#777'],
  ])('%j is %j', (printed, name) => {
    expect(unescapeName(printed)).toBe(name)
  })
})

import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { toCron } from '@common/schedule/schedule'

const CONTEXT = { user: 'ada', home: '/home/ada', connections: [] }
const read = (...lines: string[]) => readImport(lines.join('\n'), CONTEXT)
const only = (...lines: string[]) => {
  const { found, refused } = read(...lines)
  expect(refused).toEqual([])
  expect(found).toHaveLength(1)
  return found[0]?.settings
}

describe('a crontab', () => {
  it('gives a task for each line with an rsync, and a reason for each other one', () => {
    const reading = read(
      '# m h dom mon dow command',
      'MAILTO=ada@example.com',
      'PATH="/usr/local/bin:/usr/bin"',
      '',
      '# Photos to the NAS',
      '30 2 * * 1-5 rsync -a --delete /srv/photos/ nas:/backup/photos/',
      '@reboot rsync -a /srv/a/ nas:/a',
      '*/5 * * * * /usr/local/bin/check-mail',
      '0 3 * * * /usr/bin/rsync -a /srv/b/ nas:/b >/dev/null 2>&1',
      '0 4 * * * rsync -a /srv/c/ nas:/c | logger',
      '61 4 * * * rsync -a /srv/d/ nas:/d',
    )
    expect(reading.kind).toBe('crontab')
    expect(
      reading.found.map(({ place, settings: { path, desc, schedule } }) => [
        place,
        path,
        desc,
        toCron(schedule),
      ]),
    ).toEqual([
      ['6', '/srv/photos/', 'Photos to the NAS', '30 2 * * 1-5'],
      ['9', '/srv/b/', '', '0 3 * * *'],
    ])
    expect(reading.refused.map(({ place, reason }) => [place, reason])).toEqual([
      ['7', '@reboot runs when the computer starts, which no schedule says.'],
      ['8', 'No rsync is started here.'],
      ['10', expect.stringContaining('goes on to another program')],
      ['11', '“61 4 * * *” is no schedule.'],
    ])
  })

  it.each([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
    ['15,45 */2 1-7 jan,jul *', '15,45 */2 1-7 jan,jul *'],
    ['0 0 1 * mon', '0 0 1 * mon'],
  ])('has the schedule of %s', (time, cron) => {
    const task = only(`${time} rsync -a /srv/a/ nas:/a`)
    expect(task && toCron(task.schedule)).toBe(cron)
  })

  it.each(['0 0 */2 * 1', '0 0 1 * */2'])('with both days and a star is refused: %s', (time) => {
    const { refused } = read(`${time} rsync -a /srv/a/ nas:/a`)
    expect(refused.map(({ reason }) => reason)).toEqual([expect.stringContaining('meet both')])
  })

  it('of /etc/cron.d has a column with the user', () => {
    expect(only('0 2 * * * backup rsync -a /srv/a/ nas:/a')).toMatchObject({ user: 'backup' })
    expect(only('0 2 * * * root nice -n 10 rsync -a /srv/a/ nas:/a')).toMatchObject({
      user: 'root',
    })
    expect(only('0 2 * * * root RSYNC_RSH=ssh rsync -a /srv/a/ nas:/a')).toMatchObject({
      user: 'root',
    })
    expect(only('0 2 * * * rsync -a /srv/a/ nas:/a')).toMatchObject({ user: 'ada' })
  })

  it.each([
    String.raw`rsync -a --exclude='a b' --exclude="c'd" --exclude=e\ f /srv/a/ nas:/a`,
    String.raw`rsync -a --exclude 'a b' --exclude "c'd" --exclude e" "f /srv/a/ nas:/a`,
    String.raw`rsync -a "--exclude=a b" '--exclude=c'"'"'d' '--exclude=e f' /srv/a/ nas:/a`,
  ])('is read whatever the quoting: %s', (command) => {
    expect(only(`0 2 * * * ${command}`)?.extra).toEqual([
      `--exclude='a b'`,
      String.raw`--exclude='c'\''d'`,
      `--exclude='e f'`,
    ])
  })

  it('keeps an escaped % and refuses a plain one', () => {
    expect(only(String.raw`0 2 * * * rsync -a '--exclude=100\%' /srv/a/ nas:/a`)?.extra).toEqual([
      '--exclude=100%',
    ])
    const { refused } = read('0 2 * * * rsync -a --exclude=100% /srv/a/ nas:/a')
    expect(refused[0]?.reason).toContain('unescaped %')
  })

  it('knows the values of its own variables, and of no other', () => {
    const lines = ['SRC="/srv/my photos/"', 'HOST=nas', '0 2 * * * rsync -a "$SRC" ${HOST}:/a']
    expect(only(...lines)).toMatchObject({ path: '/srv/my photos/', remoteHost: 'nas' })
    expect(read('0 2 * * * rsync -a "$SRC" nas:/a').refused[0]?.reason).toContain('variable SRC')
    const unquoted = read('SRC="/srv/my photos/"', '0 2 * * * rsync -a $SRC nas:/a')
    expect(unquoted.refused[0]?.reason).toContain('double quotes')
  })

  it('starts its commands in the home folder', () => {
    expect(only('0 2 * * * rsync -a photos/ nas:/a')?.path).toBe('/home/ada/photos/')
    expect(only('0 2 * * * cd /srv && rsync -a photos nas:/a')?.path).toBe('/srv/photos')
    expect(only('HOME=/other', '0 2 * * * rsync -a ~/photos/ nas:/a')?.path).toBe('/other/photos/')
  })

  it('with a time zone of its own says that ours counts', () => {
    const { found } = read('CRON_TZ=America/New_York', '0 2 * * * rsync -a /srv/a/ nas:/a')
    expect(found[0]?.notes).toContainEqual(expect.stringContaining('time zone of this computer'))
  })
})

describe('a script', () => {
  it('gives a task for each rsync in it', () => {
    const { kind, found, refused } = read(
      '#!/bin/bash',
      'set -euo pipefail',
      'DEST="backup@nas.example.com:/volume1"',
      '',
      '# Photos',
      'rsync -a --delete \\',
      '  --exclude "Thumbs.db" \\',
      '  ~/Photos/ "$DEST/photos/"',
      'rsync -a /etc/ "${DEST}/etc/"   # the settings',
      'echo done',
    )
    expect(kind).toBe('command')
    expect(
      found.map(({ place, settings }) => [
        place,
        settings.path,
        settings.remotePath,
        settings.desc,
      ]),
    ).toEqual([
      ['6', '/home/ada/Photos/', '/volume1/photos/', 'Photos'],
      ['9', '/etc/', '/volume1/etc/', ''],
    ])
    expect(refused.map(({ place, text }) => [place, text])).toEqual([['10', 'echo done']])
    expect(found[0]?.notes).toContain('It has no schedule, so daily at 00:00 is set.')
  })

  it('may have the prompt of a terminal and line ends of Windows', () => {
    const { found } = read('$ rsync -a \\\r', '  /srv/a/ nas:/a\r', '')
    expect(found.map(({ settings }) => settings.path)).toEqual(['/srv/a/'])
  })
})

import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { toCron } from '@common/schedule/schedule'
import { ADA, commandsOf, notesOf, reasonsOf } from './import-table'

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
      ['10', expect.stringContaining('goes on to another program')],
      ['11', '“61 4 * * *” is no schedule.'],
    ])
    expect(reading.skipped).toBe(1)
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
    // Either day is enough for cron, and one that has all days is.
    ['0 0 1-31 * mon', '0 0 * * *'],
    ['0 0 5 * 0-6', '0 0 * * *'],
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
    expect(unquoted.refused[0]?.reason).toContain('several sources')
  })

  it('is not parted into tasks that would delete the files of each other', () => {
    const reason = (line: string) => read(`0 2 * * * ${line}`).refused[0]?.reason
    expect(reason('rsync -a /srv/a/ /srv/b/ nas:/x')).toContain('make one task of each')
    const deleting = reason('rsync -a --delete-after /srv/a/ /srv/b/ nas:/x')
    expect(deleting).toContain('each would delete what the other copied')
    expect(deleting).not.toContain('make one task of each')
  })

  it('says that a umask is left out', () => {
    const notes = (line: string) => read(`0 2 * * * ${line}`).found[0]?.notes.join(' ') ?? ''
    expect(notes('umask 077; rsync -a nas:/a/ /srv/a/')).toContain('The umask is left out')
    expect(notes('umask; rsync -a nas:/a/ /srv/a/')).not.toContain('The umask is left out')
  })

  it('says that a umask is left out of a push only where it counts', () => {
    const notes = (options: string) =>
      read(`0 2 * * * umask 077; rsync ${options} /srv/a/ nas:/a/`).found[0]?.notes.join(' ') ?? ''
    expect(notes('-a')).not.toContain('umask')
    expect(notes('-a --chmod=a+r,D755')).not.toContain('umask')
    expect(notes('-a --chmod=a+r --chmod=D+x')).toContain('what --chmod changes')
    expect(notes('-a --log-file=/srv/log')).toContain('new files on this computer')
  })

  it('says what plain rsync does with a folder without -r, and what the task does', () => {
    const notes = (operands: string) =>
      read(`0 2 * * * rsync -lt ${operands}`).found[0]?.notes.join(' ') ?? ''
    expect(notes('/srv/a/ nas::m')).toMatch(/skips a folder.*; this task copies the files directly/)
    for (const operands of ['/srv/a nas::m', 'nas:/srv/a /srv/b', 'nas::m/a /srv/b'])
      expect(notes(operands)).toMatch(/skips a folder.*this task makes a at the destination/)
    expect(notes('nas::m /srv/b')).toContain('this task copies the files directly in the folder')
    expect(notes('-r /srv/a nas::m')).not.toContain('skips')
    expect(notes('-a /srv/a nas::m')).not.toContain('skips')
  })

  it('leaves the hosts in between to ssh_config, where that has them', () => {
    const line = (way: string) => `0 2 * * * rsync -a -e "ssh ${way}" /srv/a/ bob@nas:/a`
    const readWith = (proxyJump: string | null, way: string) =>
      readImport(line(way), {
        ...CONTEXT,
        sshSays: (user, { host, username }) =>
          `${user} ${username}@${host}` === 'ada bob@nas'
            ? { isElsewhere: false, proxyJump }
            : null,
      })
    for (const way of ['-J hop', '-Jssh://hop', '-o ProxyJump=hop', '-J hop -J other'])
      expect(readWith('hop', way).found[0]?.settings).toMatchObject({ remotePort: 22 })
    expect(readWith('hop', '-J none').refused[0]?.reason).toContain('-J none')
    for (const known of [null, 'other', 'hop,other'])
      expect(readWith(known, '-J hop').refused[0]?.reason).toContain(
        'write ProxyJump hop below Host nas into ~/.ssh/config of ada',
      )
    expect(read(line('-J none')).found).toHaveLength(1)
    expect(read(line('-J hop')).found).toHaveLength(0)
  })

  it('asks ssh only about names that a task may have', () => {
    const hostile = '$(touch${IFS}x)'
    const commands = [
      `rsync -a /a/ 'x${hostile}:/b'`,
      `rsync -a /a/ 'x;touch x;:/b'`,
      `rsync -a /a/ 'bob${hostile}@nas:/b'`,
      `rsync -a -e 'ssh -l bob${hostile}' /a/ nas:/b`,
      `rsync -a -e 'ssh -J hop' /a/ 'x${hostile}:/b'`,
      'rsync -a /a/ bob@nas:/b',
    ]
    const asked: unknown[] = []
    const { refused } = readImport(commands.join('\n'), {
      ...CONTEXT,
      sshSays: (_user, place) => {
        asked.push(place)
        return null
      },
    })
    expect(asked).toEqual([{ host: 'nas', username: 'bob' }])
    expect(refused).toHaveLength(commands.length - 1)
  })

  it('takes no port 0, which ssh does not know', () => {
    expect(read('0 2 * * * rsync -e "ssh -p 0" -a /a/ nas:/a').refused).toHaveLength(1)
    expect(only('0 2 * * * rsync -e "ssh -p 022" -a /a/ nas:/a')?.remotePort).toBe(22)
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

/** Users and descriptions of what is taken of a crontab. */
const usersOf = (...lines: string[]) =>
  readImport(lines.join('\n'), ADA).found.map(({ settings: { user, desc } }) => [user, desc])

describe('the word before a command of a crontab', () => {
  it.each([
    [
      'of every job is its user',
      ['* * * * * backup rsync -a /a/ nas:/b', '5 * * * * www true'],
      ['backup'],
    ],
    [
      'is the user when this computer has one',
      ['* * * * * keeper rsync -a /a/ nas:/b', '5 * * * * rsync -a /c/ nas:/b'],
      ['keeper', 'ada'],
    ],
    [
      'comes before tests and programs',
      ['0 1 * * * root nice rsync -a /a/ nas:/b', '0 2 * * * root\trsync -a /c/ nas:/b'],
      ['root', 'root'],
    ],
    ['may follow the name of a schedule', ['@daily keeper rsync -a /a/ nas:/b'], ['keeper']],
  ])('%s', (_what, lines, users) => {
    expect(usersOf(...lines).map(([user]) => user)).toEqual(users)
  })

  it('is no user where other jobs have none', () => {
    const { found, refused } = readImport(
      '0 1 * * * mywrap rsync -a /a/ nas:/b\n0 2 * * * rsync -a /c/ nas:/b',
      ADA,
    )
    expect(found.map(({ place }) => place)).toEqual(['2'])
    expect(refused.map(({ reason }) => reason)).toEqual([
      '“mywrap” stands before rsync, and what it does is not known.',
    ])
  })

  it.each([
    'sleep 5; rsync',
    'echo x && rsync',
    'ssh nas rsync',
    'find . -exec rsync',
    'mail rsync',
  ])('is no user where it is a program: %s', (command) => {
    const { found, refused } = readImport(`0 1 * * * ${command} -a /a/ nas:/b`, ADA)
    expect(found.every(({ settings }) => settings.user === 'ada')).toBe(true)
    for (const { reason } of refused) expect(reason).not.toContain('“nas”')
  })

  it('is pointed out where this computer has no such user', () => {
    expect(notesOf('0 1 * * * stranger rsync -a /a/ nas:/b')).toEqual([
      expect.arrayContaining([expect.stringContaining('no such user')]),
    ])
  })

  it('says whose home folder counts', () => {
    expect(commandsOf('0 1 * * * keeper rsync -a ~/a/ nas:/b')).toEqual([
      '-a -- /var/lib/keeper/a/ keeper@nas:/b',
    ])
    expect(reasonsOf('0 1 * * * stranger rsync -a a/ nas:/b')).toEqual([
      expect.stringContaining('begins in a folder that is not named'),
    ])
  })
})

describe('a comment of a crontab', () => {
  const JOB = '0 3 * * * rsync -a /c/ b@nas:/x/'
  it.each([
    ['describes the job below it', ['# Photos', JOB], 'Photos'],
    ['does so only without an empty line between', ['# Photos', '', JOB], ''],
    [
      'may be a job that was switched off',
      ['# weekly copy', '#0 5 * * 0 rsync -a /old/ nas:/old', JOB],
      '',
    ],
    ['may be one with a name for its time', ['#@daily rsync -a /old/ nas:/old', JOB], ''],
    ['may be a command that was switched off', ['# rsync -a /old/ nas:/old', JOB], ''],
    ['may be the head of the columns', ['# m h dom mon dow command', JOB], ''],
    ['may be a line', ['# --------', JOB], ''],
  ])('%s', (_what, lines, desc) => {
    expect(usersOf(...lines)).toEqual([['ada', desc]])
  })
})

describe('the settings of a crontab', () => {
  it.each([
    [
      ['RSYNC_RSH=ssh -p 2222 -l backup', '0 3 * * * rsync -a /a/ nas:/b'],
      'port 2222: -a -- /a/ backup@nas:/b',
    ],
    [
      ['SHELL=/bin/bash', '0 3 * * * rsync -a --exclude={x,y} /a/ nas:/b'],
      '-a --exclude=x --exclude=y -- /a/ ada@nas:/b',
    ],
    [['OPTS = "-a -H"', '0 3 * * * rsync $OPTS /a/ nas:/b'], '-a -H -- /a/ ada@nas:/b'],
    [['MAILTO=""', 'USER=bob', '0 3 * * * rsync -a /a/ nas::m'], '-a -- /a/ rsync://bob@nas/m'],
    [
      ['RSYNC_RSH=ssh -p 2222', 'RSYNC_RSH=ssh -p 23', '0 3 * * * rsync -a /a/ nas:/b'],
      'port 23: -a -- /a/ ada@nas:/b',
    ],
    [['-0 3 * * * rsync -a /a/ nas:/b'], '-a -- /a/ ada@nas:/b'],
  ])('count for its jobs: %j', (lines, command) => {
    expect(commandsOf(lines.join('\n'))).toEqual([command])
  })

  it.each([
    [['SHELL=/usr/bin/fish', '0 3 * * * rsync -a /a/ nas:/b'], 'no shell'],
    [['0~30 3 * * * rsync -a /a/ nas:/b'], 'random time'],
    [['0 3 * * * rsync -a --exclude={x,y} /a/ nas:/b'], 'Braces'],
    [['0 3 * * * rsync -a /a/ nas:/b; touch /tmp/x'], 'more than start one rsync'],
    [['0 3 * * * [ -d /a ] && rsync -a /a/ nas:/b'], 'more than start one rsync'],
  ])('and what cannot be said is refused: %j', (lines, reason) => {
    expect(reasonsOf(lines.join('\n'))).toEqual([expect.stringContaining(reason)])
  })

  it.each(['CRON_TZ', 'TZ', 'RANDOM_DELAY', 'RSYNC_PASSWORD'])(
    '%s is left out with a word',
    (name) => {
      const [notes] = notesOf(`${name}=x\n0 3 * * * rsync -a /a/ nas::m`)
      expect(notes).toHaveLength(1)
    },
  )
})

describe('what is here already', () => {
  const TEXT = '0 3 * * * rsync -a /a/ nas:/b\n0 4 * * * rsync -a /a/ nas:/b'
  it('is told from what is new, also within one text', () => {
    const twice = readImport(`${TEXT}\n0 3 * * * rsync -a /a/ nas:/b`, ADA)
    expect(twice.found.map(({ isKnown }) => isKnown)).toEqual([false, false, true])
    const tasks = twice.found.slice(0, 1).map(({ settings }) => ({ ...settings, enabled: true }))
    const again = readImport(TEXT, { ...ADA, tasks })
    expect(again.found.map(({ isKnown }) => isKnown)).toEqual([true, false])
    expect(again.found[0]?.notes.at(-1)).toContain('not added again')
  })
})

describe('a script', () => {
  it('gives a task for each rsync in it', () => {
    const { kind, found, refused, skipped } = read(
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
    expect({ refused, skipped }).toEqual({ refused: [], skipped: 1 })
    expect(found[0]?.notes).toContain('It has no schedule, so daily at 00:00 is set.')
  })

  it('may have the prompt of a terminal and line ends of Windows', () => {
    const { found } = read('$ rsync -a \\\r', '  /srv/a/ nas:/a\r', '')
    expect(found.map(({ settings }) => settings.path)).toEqual(['/srv/a/'])
  })
})

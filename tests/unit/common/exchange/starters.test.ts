import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { ADA, commandsOf, notesOf, reasonsOf } from './import-table'

const PUSH = '-a -- /a/ ada@nas:/b'

describe('a program before rsync', () => {
  it.each([
    ...[
      'nice',
      'nice -n 19',
      'nice -19',
      'ionice -c 3',
      'ionice -c2 -n7',
      'nohup',
      'setsid',
      'time',
    ],
    ...['flock -n /tmp/l', 'flock -w 5 /tmp/l', 'timeout -k 10 3h', 'stdbuf -oL', 'chrt -b 0'],
    ...['taskset -c 0,1', 'taskset 0x1', 'chronic', 'cronic', 'caffeinate -s', 'caffeinate -t 60'],
    ...[
      'systemd-inhibit --what=sleep --why backup',
      'systemd-run --scope -p Nice=10',
      'env',
      'exec',
    ],
    ...['env A=1', '/usr/bin/env', 'command', 'sshpass -p x', 'cpulimit -l 50 --', 'unbuffer'],
    ...[
      'runitor -uuid 1-2 --',
      'runitor -every 5m -slug=x --',
      'nice ionice -c3 timeout 1h',
      '\\time',
    ],
    ...['sudo -u ada', 'sudo -u ada -E --', 'doas -u ada', 'runuser -u ada --', 'systemd-cat -t x'],
  ])('is gone past, and no user: %s', (program) => {
    expect(commandsOf(`${program} rsync -a /a/ nas:/b`)).toEqual([PUSH])
    const { found } = readImport(`0 1 * * * ${program} rsync -a /a/ nas:/b`, ADA)
    expect(found.map(({ settings }) => settings.user)).toEqual(['ada'])
  })

  it.each([
    ['sudo rsync -a /a/ nas:/b', 'root'],
    ['sudo -n --user=keeper -- rsync -a /a/ nas:/b', 'keeper'],
    ['doas rsync -a /a/ nas:/b', 'root'],
    ['doas -u keeper rsync -a /a/ nas:/b', 'keeper'],
    ["su - keeper -c 'rsync -a /a/ nas:/b'", 'keeper'],
    ["su -s /bin/bash -c 'rsync -a /a/ nas:/b' keeper", 'keeper'],
    ["su -c 'rsync -a /a/ nas:/b'", 'root'],
    ['runuser -u keeper -- rsync -a /a/ nas:/b', 'keeper'],
    ["runuser -l keeper -c 'rsync -a /a/ nas:/b'", 'keeper'],
    ['systemd-run --property=User=keeper rsync -a /a/ nas:/b', 'keeper'],
    ['systemd-run --uid=keeper --wait rsync -a /a/ nas:/b', 'keeper'],
  ])('that changes the user is understood: %s', (text, user) => {
    const { found, refused } = readImport(text, ADA)
    expect(refused).toEqual([])
    expect(found.map(({ settings }) => settings.user)).toEqual([user])
  })

  it('begins a session in the home folder of its user', () => {
    const [command] = commandsOf("su - keeper -c 'rsync -a ~/a/ nas:/b'")
    expect(command).toBe('-a -- /var/lib/keeper/a/ keeper@nas:/b')
    expect(commandsOf("su - keeper -c 'rsync -a a/ nas:/b'")).toEqual([command])
  })

  it.each([
    'chroot /mnt rsync -a /a/ nas:/b',
    'docker exec box rsync -a /a/ nas:/b',
    'mywrapper rsync -a /a/ nas:/b',
    'systemd-run -p RootDirectory=/mnt rsync -a /a/ nas:/b',
    'systemd-run -p Environment=RSYNC_RSH=x rsync -a /a/ nas:/b',
    'systemd-run -p DynamicUser=yes rsync -a /a/ nas:/b',
    'systemd-run --on-calendar=daily rsync -a /a/ nas:/b',
    'bash /usr/local/bin/x rsync -a /a/ nas:/b',
    'proxychains rsync -a /a/ nas:/b',
  ])('that does something else is not gone past: %s', (text) => {
    expect(reasonsOf(text)).toEqual([expect.stringContaining('stands before rsync')])
  })
})

describe('a shell that another program starts', () => {
  it.each([
    ['su keeper -c \'rsync -a "$1" nas:"$2"\' sh /a/ /b', '/a/ keeper@nas:/b'],
    ['su -c \'rsync -a "$1" nas:/b\' keeper -- sh /a/', '/a/ keeper@nas:/b'],
    ['runuser -l keeper -c \'rsync -a "$0" nas:/b\' /a/', null],
    ["su keeper -c 'rsync -a ~/a/ nas:/b'", '/var/lib/keeper/a/ keeper@nas:/b'],
    ["HOME=/x; su keeper -c 'rsync -a ~/a/ nas:/b'", '/var/lib/keeper/a/ keeper@nas:/b'],
    ["export HOME=/x; su ada -c 'rsync -a ~/a/ nas:/b'", '/home/ada/a/ ada@nas:/b'],
    ["su -m keeper -c 'rsync -a ~/a/ nas:/b'", '/home/ada/a/ keeper@nas:/b'],
    ["HOME=/x; su -p keeper -c 'rsync -a ~/a/ nas:/b'", '/x/a/ keeper@nas:/b'],
    [
      "runuser --preserve-environment keeper -c 'rsync -a ~/a/ nas:/b'",
      '/home/ada/a/ keeper@nas:/b',
    ],
    ["su -p - keeper -c 'rsync -a ~/a/ nas:/b'", '/var/lib/keeper/a/ keeper@nas:/b'],
    ["sudo -u keeper sh -c 'rsync -a ~/a/ nas:/b'", '/var/lib/keeper/a/ keeper@nas:/b'],
    ["sudo -u keeper HOME=/x sh -c 'rsync -a ~/a/ nas:/b'", '/x/a/ keeper@nas:/b'],
    ["sudo -u keeper env HOME=/x sh -c 'rsync -a ~/a/ nas:/b'", '/x/a/ keeper@nas:/b'],
    [
      "export HOME=/x; sudo -u keeper sh -c 'rsync -a ~/a/ nas:/b'",
      '/var/lib/keeper/a/ keeper@nas:/b',
    ],
    ["sudo -E -u keeper sh -c 'rsync -a ~/a/ nas:/b'", null],
    ["HOME=/x sh -c 'rsync -a ~/a/ nas:/b'", '/x/a/ ada@nas:/b'],
    ["HOME=/x; sh -c 'rsync -a ~/a/ nas:/b'", '/x/a/ ada@nas:/b'],
    ["env HOME=/x sh -c 'rsync -a ~/a/ nas:/b'", '/x/a/ ada@nas:/b'],
    ['HOME=/x rsync -a ~/a/ nas:/b', '/home/ada/a/ ada@nas:/b'],
    ["env -i sh -c 'rsync -a ~/a/ nas:/b'", null],
    ["env -u HOME sh -c 'rsync -a ~/a/ nas:/b'", null],
    ["env -u RSYNC_RSH sh -c 'rsync -a ~/a/ nas:/b'", '/home/ada/a/ ada@nas:/b'],
  ])('has the arguments and the home folder that it gets: %s', (text, places) => {
    if (places === null) expect(reasonsOf(text)).toHaveLength(1)
    else expect(commandsOf(text)).toEqual([`-a -- ${places}`])
  })

  it.each([
    ['cd /usr; env -C lib rsync -a a nas:/b', '/usr/lib/a'],
    ['cd /usr; env --chdir=/lib rsync -a a nas:/b', '/lib/a'],
    ['cd /usr; sudo -u ada -D lib rsync -a a nas:/b', '/usr/lib/a'],
    ['cd /usr; systemd-run --scope --working-directory=lib rsync -a a nas:/b', '/usr/lib/a'],
    ['systemd-run rsync -a a nas:/b', '/a'],
    ['systemd-run --user rsync -a a nas:/b', null],
    ['systemd-run -p Nice=5 -p WorkingDirectory=/usr -p MemoryMax=1G rsync -a a nas:/b', '/usr/a'],
    ['systemd-run -p "WorkingDirectory=~" rsync -a a nas:/b', null],
    ['cd /usr; systemd-run -d -p WorkingDirectory=lib rsync -a a nas:/b', null],
    ['env -C lib rsync -a a nas:/b', null],
    ['env -C /usr sh -c "cd lib; rsync -a a nas:/b"', '/usr/lib/a'],
  ])('is where it was put: %s', (text, source) => {
    if (source === null) expect(reasonsOf(text)[0]).toContain('a folder that is not named')
    else expect(commandsOf(text)).toEqual([`-a -- ${source} ada@nas:/b`])
  })

  it.each(['sudo -u#0', "sudo --user='#1000'", 'systemd-run --uid=1000', 'doas -u 0'])(
    'is not run as a number: %s',
    (program) => {
      expect(reasonsOf(`${program} rsync -a /a/ nas:/b`)).toEqual([
        expect.stringContaining('not the name of a user'),
      ])
    },
  )
})

describe('the environment of a script', () => {
  it.each([
    ['export RSYNC_RSH="ssh -p 2222"\nrsync -a /a/ nas:/b', 'port 2222: -a -- /a/ ada@nas:/b'],
    [
      'RSYNC_RSH="ssh -p 2222"\nexport RSYNC_RSH\nrsync -a /a/ nas:/b',
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    [
      'export RSYNC_RSH\nRSYNC_RSH="ssh -p 2222"\nrsync -a /a/ nas:/b',
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    [
      'set -a\nRSYNC_RSH="ssh -p 2222"\nset +a\nrsync -a /a/ nas:/b',
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    ['declare -x RSYNC_RSH="ssh -p 2222"\nrsync -a /a/ nas:/b', 'port 2222: -a -- /a/ ada@nas:/b'],
    ["RSYNC_RSH='ssh -p 2222' rsync -a /a/ nas:/b", 'port 2222: -a -- /a/ ada@nas:/b'],
    ["env RSYNC_RSH='ssh -p 2222' rsync -a /a/ nas:/b", 'port 2222: -a -- /a/ ada@nas:/b'],
    [
      "export RSYNC_RSH='ssh -p 2222'\nsh -c 'rsync -a /a/ nas:/b'",
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    [
      "sudo -E -u ada RSYNC_RSH='ssh -p 2222' rsync -a /a/ nas:/b",
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    [
      "export RSYNC_RSH='ssh -p 2222'\nrsync -a -e 'ssh -p 1' /a/ nas:/b",
      'port 1: -a -- /a/ ada@nas:/b',
    ],
    [
      "export RSYNC_RSH='ssh -p 2222'\nsu -w A,RSYNC_RSH - ada -c 'rsync -a /a/ nas:/b'",
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    [
      "export RSYNC_RSH='ssh -p 2222'\nsystemd-run -p User=ada -E RSYNC_RSH rsync -a /a/ nas:/b",
      'port 2222: -a -- /a/ ada@nas:/b',
    ],
    ["export HOME=/x\nsu -w HOME - ada -c 'rsync -a ~/a/ nas:/b'", '-a -- /home/ada/a/ ada@nas:/b'],
    ["export RSYNC_RSH='ssh -p 2222'\nunset RSYNC_RSH\nrsync -a /a/ nas:/b", PUSH],
    ["export RSYNC_RSH='ssh -p 2222'\nexport -n RSYNC_RSH\nrsync -a /a/ nas:/b", PUSH],
    ["export RSYNC_RSH='ssh -p 2222'\nenv -u RSYNC_RSH rsync -a /a/ nas:/b", PUSH],
    ["export RSYNC_RSH='ssh -p 2222'\nenv -i rsync -a /a/ nas:/b", PUSH],
    ["export RSYNC_RSH='ssh -p 2222'\nsudo -u ada rsync -a /a/ nas:/b", PUSH],
    ["RSYNC_RSH='ssh -p 2222'\nrsync -a /a/ nas:/b", PUSH],
    [
      'export RSYNC_ICONV=utf8,latin1\nrsync -a /a/ nas:/b',
      '-a --iconv=utf8,latin1 -- /a/ ada@nas:/b',
    ],
    ['RSYNC_MAX_ALLOC=2g rsync -a /a/ nas:/b', '-a --max-alloc=2g -- /a/ ada@nas:/b'],
    ['USER=bob rsync -a /a/ nas::m', '-a -- /a/ rsync://bob@nas/m'],
    ['export RSYNC_CONNECT_PROG="nc %H 873"\nrsync -a /a/ nas:/b', PUSH],
    ['export CVSIGNORE=x\nrsync -a /a/ nas:/b', PUSH],
    ['export CVSIGNORE=x\nrsync -a --exclude -C /a/ nas:/b', '-a --exclude=-C -- /a/ ada@nas:/b'],
  ])('is that of its rsync: %s', (text, command) => {
    expect(commandsOf(text)).toEqual([command])
  })

  it.each([
    ['export RSYNC_CONNECT_PROG="nc %H 873"\nrsync -a /a/ nas::m', 'RSYNC_CONNECT_PROG'],
    ['RSYNC_PROXY=p:3128 rsync -a /a/ rsync://nas/m', 'RSYNC_PROXY'],
    ['export CVSIGNORE=x\nrsync -aC /a/ nas:/b', 'CVSIGNORE'],
    ['export CVSIGNORE=x\nrsync /a/ nas:/b -a -8C', 'CVSIGNORE'],
    ['export RSYNC_OLD_ARGS=1\nrsync -a /a/ nas:/b', 'remote shell'],
    ['export RSYNC_RSH="ssh -J hop"\nrsync -a /a/ nas:/b', 'ProxyJump hop'],
    ['export RSYNC_RSH="ssh -i $KEY"\nrsync -a /a/ nas:/b', 'variable KEY'],
  ])('is refused where a task cannot have it: %s', (text, reason) => {
    expect(reasonsOf(text)).toEqual([expect.stringContaining(reason)])
  })

  it.each([
    ['export RSYNC_PASSWORD=x\nrsync -a /a/ nas::m', 'password was not taken over'],
    ['RSYNC_PARTIAL_DIR=.p rsync -aP /a/ nas:/b', 'RSYNC_PARTIAL_DIR is left out'],
    [
      'export RSYNC_CHECKSUM_LIST="md5 md4"\nrsync -a /a/ nas:/b',
      'RSYNC_CHECKSUM_LIST is left out',
    ],
    ['FOO=1 rsync -a /a/ nas:/b', 'FOO is left out'],
    ["RSYNC_RSH='ssh -p 2222'\nrsync -a /a/ nas:/b", 'RSYNC_RSH is set and not exported'],
    ["RSYNC_RSH='ssh -p 2222' sudo rsync -a /a/ nas:/b", 'sudo does not hand on RSYNC_RSH'],
    ['umask 077\nrsync -a /a/ nas:/b || mail -s bad root', 'command for a failure is left out'],
    ['sshpass -p x rsync -a /a/ nas:/b', 'signs in with a key'],
  ])('is never lost without a word: %s', (text, note) => {
    expect(notesOf(text)).toEqual([expect.arrayContaining([expect.stringContaining(note)])])
  })
})

import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { ADA, commandsOf, reasonsOf } from './import-table'

const BASH = '#!/bin/bash\n'
const SH = '#!/bin/sh\n'
const PUSH = '-a -- /a/ ada@nas:/b'

describe('a variable', () => {
  it.each([
    ['OPTS="-a --delete"\nrsync $OPTS /a/ nas:/b', '-a --delete-delay -- /a/ ada@nas:/b'],
    ['OPTS=" -a  -H "\nrsync ${OPTS} /a/ nas:/b', '-a -H -- /a/ ada@nas:/b'],
    ['E=\nrsync -a $E /a/ nas:/b', PUSH],
    ['R="/usr/bin/rsync -a"\n$R /a/ nas:/b', PUSH],
    ['S=/a\nrsync -a $S/ nas:/b', PUSH],
    ['rsync -a "${SRC:-/a/}" nas:/b', PUSH],
    ['SRC=\nrsync -a "${SRC:-/a/}" nas:/b', PUSH],
    ['SRC=/a/\nrsync -a "${SRC:-/other/}" nas:/b', PUSH],
    ['SRC=/x\nrsync -a "${SRC:+/a/}" nas:/b', PUSH],
    [': "${SRC:=/a/}"\nrsync -a "$SRC" nas:/b', PUSH],
    ['SRC=/a/\nrsync -a "${SRC%/}" nas:/b', '-a -- /a ada@nas:/b'],
    ['H=user@nas\nrsync -a /a/ "${H#user@}:/b"', PUSH],
    ['export SRC=/a/ DST\nDST=nas:/b\nrsync -a $SRC $DST', PUSH],
    ['readonly SRC=/a/\nrsync -a $SRC nas:/b', PUSH],
    ['declare -r SRC="/a/"\nrsync -a $SRC nas:/b', PUSH],
    ['typeset SRC=/a/; rsync -a $SRC nas:/b', PUSH],
    ['f() { local src=/a/; rsync -a "$src" nas:/b; }\nf', PUSH],
    ['f() { rsync -a "$1" "$2"; }\nf /a/ nas:/b', PUSH],
    ['set -- -a /a/\nrsync "$@" nas:/b', PUSH],
    ['D=nas:~/b\nrsync -a /a/ $D', '-a -- /a/ ada@nas:/home/ada/b'],
    ['D="nas:~/b"\nrsync -a /a/ "$D"', '-a -- /a/ ada@nas:b'],
    ["rsync -a --exclude='x=~/y' /a/ nas:/b", '-a --exclude=x=~/y -- /a/ ada@nas:/b'],
    ['rsync -a --exclude=x:~/y /a/ nas:/b', '-a --exclude=x:~/y -- /a/ ada@nas:/b'],
    ['S=~/a/\nrsync -a $S nas:/b', '-a -- /home/ada/a/ ada@nas:/b'],
    ['rsync -a "$HOME/a/" nas:/b', '-a -- /home/ada/a/ ada@nas:/b'],
    ['A="--exclude=*.o"\nrsync -a "$A" /a/ nas:/b', '-a --exclude=*.o -- /a/ ada@nas:/b'],
    ['cd /\nrsync -a a/ nas:/b', '-a -- /a/ ada@nas:/b'],
    ['cd /srv || exit 1\ncd www\nrsync -a a/ nas:/b', '-a -- /srv/www/a/ ada@nas:/b'],
    ['[ -n "$X" ] && export X=1\nrsync -a /a/ nas:/b', PUSH],
    ['S=/a/; echo $((1 + 2)) $((S == 3)) "${S:-x}"\nrsync -a $S nas:/b', PUSH],
    ['B=; S=${B:=/a/}\nrsync -a $B nas:/b', PUSH],
    ['O=-a; O+="H"\nrsync $O /a/ nas:/b', '-a -H -- /a/ ada@nas:/b'],
    ['S=/a/\nf() { local S=/x/; }\nf\nrsync -a $S nas:/b', PUSH],
    ['S=/a/\nf() { local S; S=/x/; echo $S; }\nf\nrsync -a $S nas:/b', PUSH],
    ['S=/a/\nf() { declare S=/x/; rsync -a $S nas:/b; }\nS=/y/ && f', '-a -- /x/ ada@nas:/b'],
    ['S=/x/\nf() { S=$1; }\nf /a/\nrsync -a $S nas:/b', PUSH],
    ['S=/a/\nS=/x/ &\nwait\nrsync -a $S nas:/b', PUSH],
    ['cd /\ncd /x &\nwait\nrsync -a a/ nas:/b', PUSH],
    ['S=/x/; eval S=/a/\nrsync -a $S nas:/b', PUSH],
    ['S=/a/; f() { return; S=/x/; }; f\nrsync -a $S nas:/b', PUSH],
    ['IFS=,\nO=-a\nrsync $O /a/ nas:/b', PUSH],
    ['IFS=\nS="/a b/"\nrsync -a $S nas:/b', '-a -- /a b/ ada@nas:/b'],
    ["rsync -a ${O:-'--exclude=x y' -H} /a/ nas:/b", '-a --exclude=x y -H -- /a/ ada@nas:/b'],
    ['rsync -a "${S:-"/a/"}" nas:/b', PUSH],
    ["alias rsync='rsync -v'\nunalias rsync\nrsync -a /a/ nas:/b", PUSH],
    ['R=$(which rsync)\n[ -x "$R" ] || exit 1\n$R -a /a/ nas:/b', PUSH],
  ])('is worked out as a shell does: %s', (text, command) => {
    expect(commandsOf(text)).toEqual([command])
  })

  it.each([
    ['OPTS="-a --exclude=*.o"\nrsync $OPTS /a/ nas:/b', 'OPTS has *, ? or ['],
    ['S="/a b/*"\nrsync -a $S nas:/b', 'S has *, ? or ['],
    ['D=$(date +%F)\nrsync -a /a/ nas:/b/$D', 'What a shell would compute'],
    ['if [ -d /x ]; then S=/a/; fi\nrsync -a $S nas:/b', 'variable S'],
    ['S=/a/; read S\nrsync -a $S nas:/b', 'variable S'],
    ['S=/a/\n. /etc/backup.conf\nrsync -a $S nas:/b', '/etc/backup.conf'],
    ['(S=/a/)\nrsync -a $S nas:/b', 'variable S'],
    ["IFS=:\nO='-a -H'\nrsync $O /a/ nas:/b", 'one word with blanks'],
    ['rsync -a "$@" nas:/b', 'arguments'],
    ['rsync -a "$1" nas:/b', 'arguments'],
    ['A=/a; A=/c eval "true"\nrsync -a $A/ nas:/b', 'variable A'],
    ["A=/a; A=/c eval 'rsync -a $A/ nas:/b'", 'variable A'],
    ['A=/a; command eval A=/c\nrsync -a $A/ nas:/b', 'What a shell would compute'],
    ['A=1; : $((A=2))\nrsync -a /$A/ nas:/b', 'variable A'],
    ['A=1; echo $((A++))\nrsync -a /$A/ nas:/b', 'variable A'],
    ['A=1; B=$((--A))\nrsync -a /$A/ nas:/b', 'variable A'],
    ['A=1; f() { :; }; f $((A += 2))\nrsync -a /$A/ nas:/b', 'variable A'],
    ['A=1; B=(x $((A |= 2)))\nrsync -a /$A/ nas:/b', 'variable A'],
    ['A=; echo ${A:=c}\nrsync -a /$A/ nas:/b', 'variable A'],
    ['declare -i A; A=3+4\nrsync -a /$A/ nas:/b', 'variable A'],
    ['declare -u A; A=abc\nrsync -a /$A/ nas:/b', 'variable A'],
    ['f() { local -l A; A=ABC; rsync -a /$A/ nas:/b; }; f', 'variable A'],
    ['declare -n R=A; A=5; R=6\nrsync -a /$A/ nas:/b', 'variable R'],
    ['f() { local -n R=$1; R=/c/; }; A=/a/; f A\nrsync -a $A nas:/b', 'variable R'],
    // A shell sets these itself, whatever a script has written into them.
    ['PWD=/a; cd /srv; rsync -a "$PWD/" nas:/b', 'variable PWD'],
    ['OLDPWD=/a; cd /srv; cd /x; rsync -a "$OLDPWD/" nas:/b', 'variable OLDPWD'],
    ['SECONDS=0; rsync -a "/a$SECONDS/" nas:/b', 'variable SECONDS'],
    ['GROUPS=docs; rsync -a "/${GROUPS}/" nas:/b', 'variable GROUPS'],
    ['for UID in 1; do rsync -a "/$UID/" nas:/b; done', 'variable UID'],
    ['OPTS="-a --delete"\nrsync "$OPTS" /a/ nas:/b', 'one word with blanks'],
    ["env HOME=~/x sh -c 'rsync -a ~/a/ nas:/b'", 'A ~ behind ='],
    ['sudo A=/x:~/y rsync -a /a/ nas:/b', 'A ~ behind ='],
    ['IFS=,\nO="-a,-H"\nrsync $O /a/ nas:/b', 'IFS'],
    ['IFS=$(x)\nO=-a\nrsync $O /a/ nas:/b', 'IFS'],
    ['S=/a/; eval "$X"\nrsync -a $S nas:/b', 'What a shell would compute'],
    ['. /etc/backup.conf\nrsync -a ${S:-/a/} nas:/b', '/etc/backup.conf'],
    ['S=/a/; unset -v "S[0]"\nrsync -a $S nas:/b', 'variable S'],
    ["alias rsync='rsync -v'\nrsync -a /a/ nas:/b", 'alias'],
    ["alias copy='rsync -a'\ncopy /a/ nas:/b", 'alias'],
    ['S=/srv/a; rsync -a $S/ "nas:/b/${S##*/}"', 'What a shell would compute'],
    ['S=/a/; export $(cat .env)\nrsync -a $S nas:/b', 'What a shell would compute'],
    // In zsh the first element has the number 1, and nobody knows which shell this is for.
    ['A=(x /a/)\nrsync -a "${A[1]}" nas:/b', 'What a shell would compute'],
    ['#!/bin/zsh\nA=(x /a/)\nrsync -a "${A[1]}" nas:/b', 'What a shell would compute'],
    ['#!/bin/zsh\nA=(/a/ x)\nrsync -a $A nas:/b', 'What a shell would compute'],
    ['#!/bin/sh\nO=-a; O+=" --delete"\nrsync $O /a/ nas:/b', 'variable O'],
    ["trap 'rsync -a /a/ nas:/b' EXIT", '“trap” stands before rsync'],
    ['. /etc/x\n$RSYNC -a /a/ nas:/b', '/etc/x'],
  ])('is not guessed: %s', (text, reason) => {
    const { found, refused } = readImport(text, ADA)
    expect(found).toEqual([])
    expect(refused.map((one) => one.reason)).toEqual([expect.stringContaining(reason)])
    // With quotes around it the value would be one word, which is another command.
    expect(refused[0]?.reason).not.toContain('double quotes')
  })
})

describe('the folder of a script', () => {
  it.each([
    ['cd /srv/current; cd ..', '/srv/a/'],
    ['cd /srv/one/two; cd ../../three/./four', '/srv/three/four/a/'],
    ['cd /; cd ../..', '/a/'],
    ['cd /srv/; cd -L one; (cd ..)', '/srv/one/a/'],
    ['cd -- /srv; (cd one; cd ..; true)', '/srv/a/'],
    ['cd /srv//one', '/srv/one/a/'],
    ['cd /srv; cd ""', null],
    // What a link leads to, only the system knows.
    ['cd -P /srv/current; cd ..', null],
    ['cd /srv; cd -P current/..', null],
    ['cd /srv; cd -', null],
    ['pushd /srv', '/srv/a/'],
    ['cd /srv; pushd one >/dev/null', '/srv/one/a/'],
    ['cd /srv; pushd /x; pushd', null],
    ['cd /srv; pushd /x; pushd +1', null],
    ['cd /srv; pushd -n /x', null],
    ['cd /srv; pushd /x; popd', null],
    ['cd; cd ..', '/home/a/'],
    ['CDPATH=/usr; cd /srv; cd lib', null],
    ['export CDPATH=/usr; cd /srv; cd ./lib', '/srv/lib/a/'],
    ['cd /srv || exit 1', '/srv/a/'],
    ['cd /srv || { echo no; exit 1; }', '/srv/a/'],
    ['die() { echo "$1"; exit 1; }; cd /srv || die no', '/srv/a/'],
    ['cd /srv || true', null],
    ['cd /srv || echo no', null],
    ['cd /srv || (echo no; exit 1)', null],
    ['cd /srv && echo yes || true', null],
  ])('is the one in which a shell is: %s', (text, source) => {
    const script = `${text}\nrsync -a a/ nas:/b`
    if (source === null) expect(reasonsOf(script).join()).toContain('a folder that is not named')
    else expect(commandsOf(script)).toEqual([`-a -- ${source} ada@nas:/b`])
  })

  it('of a job begins where nobody knows what its name leads to', () => {
    const job = (text: string) => `0 2 * * * ${text} && rsync -a a/ nas:/b`
    expect(commandsOf(job('cd one && cd ../two'))).toEqual(['-a -- /home/ada/two/a/ ada@nas:/b'])
    expect(reasonsOf(job('cd ..'))[0]).toContain('a folder that is not named')
  })
})

describe('a script of bash', () => {
  it.each([
    ['A=(-a -H)\nrsync "${A[@]}" /a/ nas:/b', ['-a -H -- /a/ ada@nas:/b']],
    [
      'A=(-a)\nA+=(--exclude "x y")\nrsync "${A[@]}" /a/ nas:/b',
      ['-a --exclude=x y -- /a/ ada@nas:/b'],
    ],
    ['A=(\n  -a # archive\n  -H\n)\nrsync ${A[*]} /a/ nas:/b', ['-a -H -- /a/ ada@nas:/b']],
    ['declare -a A=(-a)\nrsync "${A[@]}" /a/ nas:/b', [PUSH]],
    ['A=(/a/ nas:/b)\nrsync -a "${A[0]}" ${A[1]}', [PUSH]],
    ['A=()\nrsync -a "${A[@]}" /a/ nas:/b', [PUSH]],
    ['rsync -a --exclude={x,"y z"} /a/ nas:/b', ['-a --exclude=x --exclude=y z -- /a/ ada@nas:/b']],
    [
      'rsync -a --exclude=d{1..3} /a/ nas:/b',
      ['-a --exclude=d1 --exclude=d2 --exclude=d3 -- /a/ ada@nas:/b'],
    ],
    [
      'rsync -a --exclude={a,b{c,d}} /a/ nas:/b',
      ['-a --exclude=a --exclude=bc --exclude=bd -- /a/ ada@nas:/b'],
    ],
    [
      'rsync -a --exclude={a} --exclude={} /a/ nas:/b',
      ['-a --exclude={a} --exclude={} -- /a/ ada@nas:/b'],
    ],
    ['rsync -a --exclude="{a,b}" /a/ nas:/b', ['-a --exclude={a,b} -- /a/ ada@nas:/b']],
    [
      'for i in {08..10}; do rsync -a /a$i/ nas:/b; done',
      ['-a -- /a08/ ada@nas:/b', '-a -- /a09/ ada@nas:/b', '-a -- /a10/ ada@nas:/b'],
    ],
  ])('has lists and braces: %s', (text, commands) => {
    expect(commandsOf(BASH + text)).toEqual(commands)
  })

  it.each([
    ['A=(-a -H)\nrsync "${A[@]}" /a/ nas:/b', 'sh'],
    ['rsync -a --exclude={x,y} /a/ nas:/b', 'Braces'],
  ])('is another thing than one of sh: %s', (text, reason) => {
    expect(reasonsOf(SH + text)).toEqual([expect.stringContaining(reason)])
  })
})

describe('what rsync makes of its words', () => {
  it.each([
    ['cd /srv\nrsync -a . nas:/x', '-a -- /srv/ ada@nas:/x'],
    ["rsync -a -e 'ssh -l other' /a/ keeper@nas:/b", '-a -- /a/ other@nas:/b'],
    ["export RSYNC_RSH='ssh -o User=other'\nrsync -a /a/ keeper@nas:/b", '-a -- /a/ other@nas:/b'],
    ['rsync -a /a/ keeper@nas:/b', '-a -- /a/ keeper@nas:/b'],
  ])('is in the task: %s', (text, command) => {
    expect(commandsOf(text)).toEqual([command])
  })

  it.each([
    ["rsync -a --exclude='/*/*/' /a nas:/b", true],
    ["rsync -r --exclude='/*/*/' /a nas:/b", false],
    ["rsync -r --exclude='/*/*/' /a/ nas:/b", true],
    ["rsync -r --exclude='/*/' /a nas:/b", true],
    ["rsync -r --exclude='/*/' /a/ nas:/b", false],
    ["rsync -r --delete --exclude='/*/' /a/ nas:/b", true],
    ["rsync -r --delete --exclude='/*/' -f 'P /*/**' /a/ nas:/b", false],
  ])('is Recursive off only for the rules of the app: %s', (text, isRecursive) => {
    const { settings } = readImport(text, ADA).found[0] ?? {}
    expect(settings?.recursive || settings?.archive).toBe(isRecursive)
  })
})

describe('a command of a script', () => {
  it.each([
    [
      'for d in a "b c"; do\n  rsync -a "/$d/" "nas:/$d"\ndone',
      ['-a -- /a/ ada@nas:/a', '-a -- /b c/ ada@nas:/b c'],
    ],
    ['if ! rsync -a /a/ nas:/b; then\n  echo failed\nfi', [PUSH]],
    ['if rsync -a /a/ nas:/b\nthen :; else exit 1; fi', [PUSH]],
    ['until rsync -a /a/ nas:/b; do sleep 60; done', [PUSH]],
    ['{ rsync -a /a/ nas:/b; } > /tmp/log 2>&1', [PUSH]],
    ['(cd / && rsync -a a/ nas:/b)', [PUSH]],
    ['rsync -a /a/ nas:/b || exit 1', [PUSH]],
    ['rsync -a /a/ nas:/b && echo done', [PUSH]],
    ['sleep 5 && rsync -a /a/ nas:/b', [PUSH]],
    ['rsync -a /a/ nas:/b &', [PUSH]],
    ['OUT=$(rsync -a /a/ nas:/b 2>&1)', [PUSH]],
    ['rsync -a /a/ nas:/b; rsync -H -a /a/ nas:/b', [PUSH, '-a -H -- /a/ ada@nas:/b']],
    ["sh -c 'rsync -a /a/ nas:/b'", [PUSH]],
    ['bash -euo pipefail -c "rsync -a /a/ nas:/b"', [PUSH]],
    ['bash -c \'rsync -a "$1" nas:/b\' _ /a/', [PUSH]],
    ['eval "rsync -a /a/ nas:/b"', [PUSH]],
    ['cat > /tmp/x <<EOF\nrsync -a /no/ no:/no\nEOF\nrsync -a /a/ nas:/b', [PUSH]],
    ["cat <<-'EOF'\n\trsync -a /no/ no:/no\n\tEOF\nrsync -a /a/ nas:/b", [PUSH]],
    ['case $1 in\n  x) echo x ;;\n  *) echo y ;;\nesac\nrsync -a /a/ nas:/b', [PUSH]],
    ['command -v rsync >/dev/null || exit 1\npgrep -x rsync && exit\nrsync -a /a/ nas:/b', [PUSH]],
    ['[ -x /usr/bin/rsync ] || exit 0\nrsync -a /a/ nas:/b', [PUSH]],
    ['for d in a b; do rsync -a /$d/ nas:/b; break; done', [PUSH]],
    ['for i in 1 2 3; do rsync -a /a/ nas:/b && break; sleep 60; done', [PUSH]],
    ['for d in a b; do rsync -a /$d/ nas:/b || break; done', [PUSH, '-a -- /b/ ada@nas:/b']],
    ['for d in a; do for e in x y; do continue 2; done; done\nrsync -a /a/ nas:/b', [PUSH]],
    ['for d in a b; do [ -d /$d ] || continue; echo $d; done\nrsync -a /a/ nas:/b', [PUSH]],
    ['f() { [ -z "$1" ] && return; echo; }\nf\nrsync -a /a/ nas:/b', [PUSH]],
    ['rsync -a /a/ nas:/b # copies\n# rsync -a /old/ nas:/old', [PUSH]],
  ])('is found: %s', (text, commands) => {
    expect(commandsOf(text)).toEqual(commands)
  })

  it.each([
    ['[ -d /a ] && rsync -a /a/ nas:/b', 'more than start one rsync'],
    ['if mountpoint -q /a; then\n  rsync -a /a/ nas:/b\nfi', 'more than start one rsync'],
    ['while :; do rsync -a /a/ nas:/b; sleep 60; done', 'more than start one rsync'],
    ['case $1 in x) rsync -a /a/ nas:/b ;; esac', 'more than start one rsync'],
    ['rsync -a /a/ nas:/b && rm -rf /a', 'more than start one rsync'],
    ['rsync -a /a/ nas:/b && rsync -a /c/ nas:/d', 'more than start one rsync'],
    ['for d in /srv/*/; do rsync -a "$d" nas:/b; done', 'all files of that form'],
    ['for d in "$@"; do rsync -a "$d" nas:/b; done', 'arguments'],
    ['while read d; do rsync -a "$d" nas:/b; done < list', 'more than start one rsync'],
    ['cat list | while read d; do rsync -a "$d" nas:/b; done', 'another program'],
    ['f() { rsync -a /a/ nas:/b; }', 'function f'],
    ['exit 0\nrsync -a /a/ nas:/b', 'ends before'],
    ['f() { exit; }\nf\nrsync -a /a/ nas:/b', 'ends before'],
    ['for d in a b; do continue; rsync -a /$d/ nas:/b; done', 'ends before'],
    ['for d in a b; do [ $d = a ] && continue; rsync -a /$d/ nas:/b; done', 'continue'],
    ['for d in a b; do if [ $d = a ]; then break; fi; rsync -a /$d/ nas:/b; done', 'break'],
    ['f() { [ "$1" = x ] && return; rsync -a /a/ nas:/b; }\nf x', 'return'],
    ['for i in $(seq 3); do rsync -a /a/ nas:/b; done', 'What a shell would compute'],
    ['S=/a/; [ x ] && rsync -a /x/ nas:/b && S=/y/', 'more than'],
    ['false && rsync -a /a/ nas:/b', 'more than start one rsync'],
    ['ssh other "rsync -a /a/ nas:/b"', '“ssh” stands before rsync'],
    ['find /a -name x -exec rsync -a {} nas:/b \\;', '“find” stands before rsync'],
    ['parallel rsync -a {} nas:/b ::: /a /c', '“parallel” stands before rsync'],
    ['rsync -a --files-from=- / nas:/b <<EOF\na\nEOF', 'follows with <<'],
    ['rsync -a C:/a/ nas:/b', 'Windows'],
    ['rsync -a /cygdrive/c/a/ nas:/b', 'Windows'],
    ['rsync -a nas:~bob/a/ /b', 'remote shell'],
    ['rsync -a /a\uFFFD/ nas:/b', 'UTF-8'],
    ['#!/usr/bin/python3\nrsync -a /a/ nas:/b', 'no shell'],
  ])('is refused in words: %s', (text, reason) => {
    const { found, refused } = readImport(text, ADA)
    expect(found).toEqual([])
    expect(refused.map((one) => one.reason)).toEqual([expect.stringContaining(reason)])
  })

  it('that is not taken leaves nothing known of what it sets', () => {
    const text = 'S=/a/\n[ x ] && S=/c/ && rsync -a /x/ nas:/b\nrsync -a $S nas:/b'
    expect(reasonsOf(text)).toEqual([
      expect.stringContaining('2: It does more than'),
      expect.stringContaining('variable S'),
    ])
    expect(reasonsOf('f() { echo; }\n[ x ] || f() { rsync -a /a/ nas:/b; }\nf')).toEqual([
      expect.stringContaining('2: It does more than'),
      expect.stringContaining('3: The app cannot tell what “f” does'),
    ])
  })

  it('that starts no rsync is counted and not refused', () => {
    const text = `${BASH}set -e\nA=1\necho begin\nmkdir -p /tmp/x\nrsync -a /a/ nas:/b\nif true; then\n  echo "rsync done"\nfi`
    const { found, refused, skipped } = readImport(text, ADA)
    expect({ found: found.length, refused, skipped }).toMatchObject({
      found: 1,
      refused: [],
      skipped: 4,
    })
    expect(reasonsOf('echo a\necho b')).toEqual(['1: No rsync is started here.'])
  })

  it('is named by its line', () => {
    const text = `${BASH}\nf() {\n  rsync -a "$1" \\\n    nas:/b\n}\nf /a/\nrsync -a /c/ nas:/$X\n`
    const { found, refused } = readImport(text, ADA)
    expect([...found, ...refused].map(({ place }) => place)).toEqual(['4', '8'])
  })
})

import { describe, expect, it } from 'vitest'
import { commandsOf, reasonsOf } from './import-table'

describe('a source whose path is sent whole', () => {
  it.each([
    ['cd /srv\nrsync -aR docs/sub nas:/b', '/srv/./docs/sub'],
    ['cd /srv\nrsync -aR ./docs/sub nas:/b', '/srv/././docs/sub'],
    ['cd /srv\nrsync -aR docs/sub/ nas:/b', '/srv/./docs/sub/'],
    ['cd /srv\nrsync -a --relative --no-implied-dirs docs/sub nas:/b', '/srv/./docs/sub'],
    ['cd /srv\nrsync -aR . nas:/b', '/srv/./.'],
    ['cd /\nrsync -aR srv/docs nas:/b', '/./srv/docs'],
    // It says itself where the path begins that is sent.
    ['cd /srv\nrsync -aR docs/./sub nas:/b', '/srv/docs/./sub'],
    ['cd /srv\nrsync -aR ./docs/./sub nas:/b', '/srv/docs/./sub'],
    ['cd /x\nrsync -aR /srv/docs nas:/b', '/srv/docs'],
    // With these nothing is sent but what is in the source.
    ['cd /srv\nrsync -aR --no-R docs/sub nas:/b', '/srv/docs/sub'],
    ['cd /srv\nrsync -aR --files-from=/list docs/ nas:/b', '/srv/docs/'],
  ])('is that of the command: %s', (text, source) => {
    const [command = ''] = commandsOf(text)
    expect(command.slice(command.indexOf('-- ') + 3)).toBe(`${source} ada@nas:/b`)
  })

  it('is sent from where a job begins', () => {
    const [command] = commandsOf('0 2 * * * rsync -aR notes nas:/b')
    expect(command).toBe('-a -R -- /home/ada/./notes ada@nas:/b')
  })

  it('is not that of a destination', () => {
    expect(commandsOf('cd /srv\nrsync -aR nas:a b')).toEqual(['-a -R -- ada@nas:a /srv/b'])
    expect(commandsOf('rsync -aR /a nas:~/b')).toEqual(['-a -R -- /a ada@nas:b'])
  })

  it('is not known where the remote shell makes it', () => {
    expect(reasonsOf('rsync -aR nas:~/a /b')).toEqual([expect.stringContaining('remote shell')])
    expect(commandsOf('rsync -aR nas:a /b')).toEqual(['-a -R -- ada@nas:a /b'])
  })
})

describe('a file of this computer that an option names', () => {
  it.each([
    ['--exclude-from=rules', '--exclude-from=/srv/rules'],
    ['--files-from list', '--files-from=/srv/list'],
    ['--filter="merge rules"', '--filter=merge /srv/rules'],
    ['-f ". rules"', '--filter=. /srv/rules'],
    ['-f merge_rules', '--filter=merge /srv/rules'],
    ['--filter="merge,- rules"', '--filter=merge,- /srv/rules'],
    ['--filter=".- my rules"', '--filter=.- /srv/my rules'],
    ['-f .C', '--filter=.C /srv/.cvsignore'],
    ['-f "merge,C "', '--filter=merge,C /srv/.cvsignore'],
    ['-f ". /rules"', '-f . /rules'],
    // Looked for in what is copied.
    ['-f ": rules"', '-f : rules'],
    ['-f "dir-merge,- a/rules"', '-f dir-merge,- a/rules'],
    ['-f "- merge"', '-f - merge'],
  ])('is where the command would look: %s', (option, said) => {
    expect(commandsOf(`cd /srv\nrsync -a ${option} docs/ nas:/b`)).toEqual([
      `-a ${said} -- /srv/docs/ ada@nas:/b`,
    ])
  })

  it.each([
    ['rsync -a -f ". rules" /a/ nas:/b', 'begins in a folder that is not named'],
    ['rsync -a --exclude-from=rules /a/ nas:/b', 'begins in a folder that is not named'],
    ['rsync -a -f "merge -" /a/ nas:/b', 'standard input'],
    ['rsync -a -f ".,- -" /a/ nas:/b', 'standard input'],
  ])('is refused where nobody knows it: %s', (text, reason) => {
    expect(reasonsOf(text)).toEqual([expect.stringContaining(reason)])
  })
})

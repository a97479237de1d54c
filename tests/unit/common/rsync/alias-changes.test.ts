import { describe, expect, it } from 'vitest'
import { changedByAlias } from '@common/rsync/alias-changes'
import { buildCommand } from '@common/rsync/build-command'
import { OPTIONS } from '@common/rsync/option-table'
import { readPoptFile } from '@common/rsync/popt-aliases'
import { spellings } from '../../../support/option-spellings'
import { sshSettings } from '../../builders'

/** What the lines of ~/.popt change in the command of a task that deletes and has `--ours`. */
function changed(lines: string, extra: readonly string[] = ['--ours']): string | null {
  const { argv } = buildCommand(sshSettings({ delete: true, extra }), { dryRun: true })
  return changedByAlias(argv, readPoptFile(`${lines}\n`))
}

/** The command has those by itself. */
const OURS = ['dry-run', 'delete-delay']
const DOING = OPTIONS.filter(({ name, does }) => does.length > 0 && !OURS.includes(name)).flatMap(
  (spec) => spellings(spec, spec.name === 'remote-option' ? '-n' : '7'),
)

describe('an alias of popt', () => {
  it.each(DOING)('that brings %s %s is a change, and named', (...words) => {
    expect(changed(`rsync alias --ours ${words.join(' ')}`)).not.toBeNull()
    expect(changed(`rsync alias -t -t ${words.join(' ')}`, [])).not.toBeNull()
  })

  it.each([
    ['of an option of ours', 'rsync alias -n -v', '-n'],
    ['of a safeguard', 'rsync alias --no-inc-recursive -v', '--no-inc-recursive'],
    ['that takes the next word for its value', 'rsync alias -n -v --suffix', '--suffix'],
    ['that brings one more folder', 'rsync alias --ours -v /etc', '/etc'],
    ['that starts another program', 'rsync exec -t /bin/true', '-t'],
    [
      'of the output that is read',
      'rsync alias --out-format --log-file-format',
      '--log-file-format',
    ],
    ['that has rsync print its help', 'rsync alias --ours --debug=help', '--debug'],
    ['that has rsync print it in capitals', 'rsync alias -t -t --debug=ALL,HELP', '--debug'],
    ['that has rsync say nothing', 'rsync alias --ours -q', '-q'],
    ['with which nothing differs', 'rsync alias --ours --size-only', '--size-only'],
    ['that moves the top of the copy', 'rsync alias --ours -R', '-R'],
  ])('%s is a change', (_, lines, name) => {
    expect(changed(lines)).toBe(name)
  })

  it.each([
    ['of another program', 'rsyncd alias --ours --delete'],
    ['that the command does not have', 'rsync alias --theirs --delete'],
    ['that says how to compress', 'rsync alias --compress -z --skip-compress=gz'],
    ['that says more', 'rsync alias --ours -v --stats --debug=ALL'],
    ['of the same meaning', 'rsync alias -r --recursive'],
  ])('%s changes nothing', (_, lines) => {
    expect(changed(lines)).toBeNull()
  })
})

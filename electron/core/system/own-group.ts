/** Where the system knows users and groups from, as texts. */
export interface Accounts {
  /** /etc/group */
  readonly groups: string
  /** /etc/passwd */
  readonly users: string
  /** /etc/nsswitch.conf; empty where there is none. */
  readonly sources: string
}

/** All that these say is in the files of this computer, or is made up by systemd for its services. */
const LOCAL = new Set(['files', 'compat', 'systemd'])

/**
 * Whether nobody but root and the user is in a group, as most systems give each user one. It is not
 * asked in which group this process is: newgrp(1) and sg(1) choose another for a while. Who has a
 * group as the first stands in passwd(5) only, not among the members in group(5).
 */
export function isAloneInGroup(uid: number, gid: number, accounts: Accounts): boolean {
  const users = fieldsOf(accounts.users)
  const known = new Set([0, uid].flatMap((id) => users.filter(has(2, id)).map(nameOf)))
  const own = users.find(has(2, uid))
  const group = fieldsOf(accounts.groups).find(has(2, gid))
  if (!own || !group) return false
  const listed = (group[3] ?? '').split(',').filter((member) => member !== '')
  const members = [...listed, ...users.filter(has(3, gid)).map(nameOf)]
  if (!members.every((name) => known.has(name))) return false
  if (gid === 0 || nameOf(group) === nameOf(own)) return true
  // Others may be in one of another name by a directory service. One that the user is not in is used
  // by programs that are (setgid).
  return members.includes(nameOf(own)) && isAllLocal(accounts.sources)
}

/** Whether users and groups come from nowhere else (nsswitch.conf(5)). */
function isAllLocal(sources: string): boolean {
  const lines = sources.split('\n').map((line) => line.replace(/#.*/, '').trim())
  const named = lines.flatMap((line) => /^(?:passwd|group|initgroups):(.*)/.exec(line)?.[1] ?? [])
  const words = named
    .join(' ')
    .replace(/\[.*?\]/g, ' ')
    .split(/\s+/)
  return words.every((word) => word === '' || LOCAL.has(word))
}

function fieldsOf(text: string): string[][] {
  return text.split('\n').map((line) => line.split(':'))
}

function has(field: number, id: number): (fields: string[]) => boolean {
  return (fields) => fields[field] === String(id)
}

function nameOf(fields: string[]): string {
  return fields[0] ?? ''
}

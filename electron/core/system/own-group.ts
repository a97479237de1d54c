/** A user by number. */
export interface Member {
  readonly uid: number
  readonly gid: number
}

/**
 * Whether nobody but root and the user is in a group, as most systems give each user one. Who has it
 * as the first group stands in passwd(5) only, not among the members in group(5).
 * @param groups the text of /etc/group
 * @param users the text of /etc/passwd
 */
export function isAloneInGroup(user: Member, gid: number, groups: string, users: string): boolean {
  if (gid !== 0 && gid !== user.gid) return false
  const accounts = fieldsOf(users)
  const known = new Set([0, user.uid].flatMap((uid) => accounts.filter(has(2, uid)).map(nameOf)))
  const own = accounts.find(has(2, user.uid))
  const group = fieldsOf(groups).find(has(2, gid))
  // One of another name may get members from a directory service.
  if (!own || !group || (gid !== 0 && nameOf(group) !== nameOf(own))) return false
  const members = (group[3] ?? '').split(',').filter((member) => member !== '')
  return [...members, ...accounts.filter(has(3, gid)).map(nameOf)].every((name) => known.has(name))
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

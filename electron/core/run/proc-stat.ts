import { readFileSync } from 'node:fs'

/** One line of `/proc/PID/stat`, where everybody may read who belongs to whom (proc(5)). */
export interface ProcStat {
  readonly name: string
  /** `R` for one that runs, `S` for one that sleeps, `D` for one that no signal wakes, and so on. */
  readonly state: string
  readonly parent: number
  readonly group: number
  /** Clock ticks of computing since it began. */
  readonly ticks: number
}

/** Null when there is no such process any more. */
export function procStat(pid: string | number): ProcStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command's name may hold anything, parentheses too; it ends at the last of them.
    const end = text.lastIndexOf(')')
    const fields = text.slice(end + 2).split(' ')
    const number = (index: number) => Number(fields[index])
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      state: fields[0] ?? '',
      ...{ parent: number(1), group: number(2), ticks: number(11) + number(12) },
    }
  } catch {
    return null
  }
}

import { isCronLine } from './cron-line'
import { isStarter } from './starters'

/**
 * A comment above a command as its description; '' where it is a command that was switched off, the
 * head of a crontab's columns, or only a line.
 */
export function describing(comment: string): string {
  const [first = ''] = comment.split(/\s/, 1)
  const isCommand = isStarter(first) && /\brsync\b/.test(comment)
  const isHead = /^\W*m(in(ute)?)?\W+h(our)?\b/i.test(comment)
  const isLine = !/[\p{L}\p{N}]/u.test(comment)
  const isNone = comment.startsWith('!') || isCommand || isCronLine(comment) || isHead || isLine
  return isNone ? '' : comment
}

const MAX_COMMENTS = 50

/** The comments right above a line (counted from 1), without their `#`. */
export function commentsAbove(line: number, lines: readonly string[]): string[] {
  const comments: string[] = []
  for (let at = line - 2; at >= 0 && comments.length < MAX_COMMENTS; at--) {
    const comment = /^[ \t]*#(.*)$/.exec(lines[at] ?? '')
    if (!comment) break
    comments.unshift((comment[1] ?? '').trim())
  }
  return comments
}

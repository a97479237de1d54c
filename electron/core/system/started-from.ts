import { errorOf } from '../files/program-errors'

/** A program, its arguments and the folder it starts in. */
export interface Start {
  readonly program: string
  readonly argv: readonly string[]
  readonly cwd: string
}

const ENV = '/usr/bin/env'

/**
 * The same start in a way in which this process does not wait for the program's folders: after a fork
 * it waits until the new program is loaded, and finding that program in PATH and entering a folder on
 * a share that does not answer would hold up everything. `env` is loaded from `/` and does both then.
 */
export function startedFrom({ program, argv, cwd }: Start): Start {
  // Only GNU's env can change the folder.
  if (process.platform !== 'linux') return { program, argv, cwd }
  // env takes a word with an equals sign for a variable; nice starts whatever it is given.
  const named = program.includes('=') ? ['nice', '-n', '0', program] : [program]
  return { program: ENV, argv: ['-C', cwd, '--', ...named, ...argv], cwd: '/' }
}

/**
 * Why a program that was to be started so was not, as the system's own start would have said it; null
 * where it was. `env` and `nice` say it in one line and end in a code of their own (env(1)).
 * @param lines all that was said on standard error, in English
 */
export function whyNotStarted(
  exitCode: number | null,
  lines: readonly string[],
): NodeJS.ErrnoException | null {
  if (exitCode === null || exitCode < 125 || exitCode > 127 || lines.length !== 1) return null
  const reason = /^(?:\/usr\/bin\/)?(?:env|nice): (?:.*: )?([^:]+)$/.exec(lines[0] ?? '')?.[1]
  if (reason === undefined) return null
  return errorOf(reason)
}

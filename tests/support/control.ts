import { parseArguments } from '@main/cli/parse-arguments'
import { requestCommand, type Patience } from '@main/control/control-client'

/** Waits for an answer as long as the test does. */
export const PATIENT: Patience = {
  giveUp: new AbortController().signal,
  onReady: () => undefined,
  silentMs: 600_000,
  onSilence: () => undefined,
}

/** What the app answered; the code is null when it ended, or was not there, before it answered. */
export interface Answer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Has the app that holds the data folder carry out a command, as a later start of it would.
 * @param interrupted aborting it is what Ctrl-C would be there
 */
export async function ask(
  dataDir: string,
  args: readonly string[],
  input: string | null = null,
  interrupted = new AbortController().signal,
): Promise<Answer> {
  const parsed = parseArguments(args)
  if (parsed.command === 'help') throw new Error('Not a command for the app')
  const { inputFile: _, outputFile: __, ...rest } = parsed
  let [stdout, stderr] = ['', '']
  const reply = await requestCommand(
    dataDir,
    { ...rest, input, output: null },
    {
      out: async (text) => void (stdout += text),
      error: async (text) => void (stderr += text),
      interrupted,
      isTerminal: false,
      isOutTerminal: false,
    },
    PATIENT,
  )
  return { code: reply.kind === 'answered' ? reply.answer : null, stdout, stderr }
}

import { systemErrorText } from '@common/text/system-error'
import { constants, createReadStream, fstat, open } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { bytesText } from '@common/run/bytes-text'
import { say } from '@common/i18n/say'
import { textOfFile } from '@core/exchange/text-of-file'
import { UsageError, type CliIo } from './request'

/** An import of 10,000 tasks has 11 MB. */
const MAX_BYTES = 64 * 1024 * 1024
const WORD_MS = 3_000
/** A program that feeds a pipe may think for a while. */
const SILENT_MS = 300_000

/**
 * Reads the input of a command: a file, a named pipe, or standard input for `-`. It may come late and
 * in parts; what never ends is given up.
 * @returns its text; see {@link textOfFile}
 * @throws UsageError when it cannot be read, is too large, stays silent or is interrupted
 */
export async function readInput(file: string, io: CliIo): Promise<string> {
  const source = file === '-' ? process.stdin : await openInput(file)
  const isTyped = file === '-' && process.stdin.isTTY
  const word = setTimeout(() => {
    void io.error(`${say(isTyped ? 'cli.waitsForTyping' : 'cli.waitsForInput')}\n`)
  }, WORD_MS)
  const silence = setTimeout(() => {
    const seconds = SILENT_MS / 1000
    source.destroy(new Error(say('cli.inputSilent', { seconds })))
  }, SILENT_MS)
  const interrupt = () => source.destroy(new Error(say('cli.interruptedReading')))
  io.interrupted.addEventListener('abort', interrupt)
  if (io.interrupted.aborted) interrupt()
  try {
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of source) {
      clearTimeout(word)
      silence.refresh()
      length += (chunk as Buffer).length
      if (length > MAX_BYTES)
        throw new Error(say('cli.inputTooLarge', { limit: bytesText(MAX_BYTES) }))
      chunks.push(chunk as Buffer)
    }
    return textOfFile(Buffer.concat(chunks))
  } catch (error) {
    throw unreadable(file, error)
  } finally {
    clearTimeout(word)
    clearTimeout(silence)
    io.interrupted.removeEventListener('abort', interrupt)
  }
}

/** Opening a named pipe that nobody writes to must not wait for a writer. */
async function openInput(path: string): Promise<Readable> {
  try {
    const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const isPipe = (await promisify(fstat)(fd)).isFIFO()
    return isPipe ? new Socket({ fd, readable: true }) : createReadStream(path, { fd })
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(file: string, error: unknown): UsageError {
  const reason = { error: systemErrorText(error) }
  return new UsageError(
    file === '-' ? say('cli.inputUnreadable', reason) : say('cli.fileUnreadable', reason),
  )
}

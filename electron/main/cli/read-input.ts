import { systemErrorText } from '@common/text/system-error'
import { constants, createReadStream, fstat, open } from 'node:fs'
import { Socket } from 'node:net'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { bytesText } from '@common/run/bytes-text'
import { say } from '@common/i18n/say'
import { textOfFile } from '@core/exchange/text-of-file'
import { readChosenFile } from '@core/files/chosen-files'
import { factsOf } from '@core/files/files'
import { untilStopped } from '@core/system/until-stopped'
import { ofAnyProcess } from './own-descriptors'
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
  const isTyped = file === '-' && process.stdin.isTTY
  const word = setTimeout(() => {
    void io.error(`${say(isTyped ? 'cli.waitsForTyping' : 'cli.waitsForInput')}\n`)
  }, WORD_MS)
  try {
    return textOfFile(await bytesOf(file, io.interrupted, () => clearTimeout(word)))
  } catch (error) {
    throw unreadable(file, error)
  } finally {
    clearTimeout(word)
  }
}

/** A plain file may be on a share that does not answer; anything else comes bit by bit. */
async function bytesOf(file: string, stop: AbortSignal, onData: () => void): Promise<Buffer> {
  if (file === '-') return allOf(process.stdin, stop, onData)
  const path = ofAnyProcess(resolve(file))
  const plain = async () =>
    (await factsOf(path)).kind === 'file' ? { bytes: await readChosenFile(path, MAX_BYTES) } : null
  const read = await untilStopped(plain(), stop).catch((error: unknown) => {
    throw stop.aborted ? new Error(say('cli.interruptedReading')) : error
  })
  if (read === null) return allOf(await openInput(path), stop, onData)
  return read.bytes ?? tooLarge()
}

async function allOf(source: Readable, stop: AbortSignal, onData: () => void): Promise<Buffer> {
  const silence = setTimeout(() => {
    const seconds = SILENT_MS / 1000
    source.destroy(new Error(say('cli.inputSilent', { seconds })))
  }, SILENT_MS)
  const interrupt = () => source.destroy(new Error(say('cli.interruptedReading')))
  stop.addEventListener('abort', interrupt)
  if (stop.aborted) interrupt()
  try {
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of source) {
      onData()
      silence.refresh()
      length += (chunk as Buffer).length
      if (length > MAX_BYTES) tooLarge()
      chunks.push(chunk as Buffer)
    }
    return Buffer.concat(chunks)
  } finally {
    clearTimeout(silence)
    stop.removeEventListener('abort', interrupt)
  }
}

function tooLarge(): never {
  throw new Error(say('cli.inputTooLarge', { limit: bytesText(MAX_BYTES) }))
}

/** Opening a named pipe that nobody writes to must not wait for a writer. */
async function openInput(path: string): Promise<Readable> {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const isPipe = (await promisify(fstat)(fd)).isFIFO()
  return isPipe ? new Socket({ fd, readable: true }) : createReadStream(path, { fd })
}

function unreadable(file: string, error: unknown): UsageError {
  // The sentence that it becomes a part of has an end.
  const reason = { error: systemErrorText(error).replace(/\.$/, '') }
  return new UsageError(
    file === '-' ? say('cli.inputUnreadable', reason) : say('cli.fileUnreadable', reason),
  )
}

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { RunLog } from '@core/run/run-log'
import { makeTempDir } from '../../../support/temp-dir'

async function tempFile(): Promise<string> {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  return join(folder.path, '1.log')
}

it('a log keeps lines and bytes in their order, for its owner alone', async () => {
  const path = await tempFile()
  const log = await RunLog.open(path)
  await Promise.all([log.write(['a', Buffer.from([0xff])]), log.write([]), log.write([''])])
  await log.write(['é'])
  await log.close()
  expect(readFileSync(path)).toEqual(Buffer.from('a\n\xff\n\n\xc3\xa9\n', 'latin1'))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(log.failure).toBeNull()
})

it('a log that is opened again goes on at its end', async () => {
  const path = await tempFile()
  for (const line of ['a', 'b']) {
    const log = await RunLog.open(path)
    await log.write([line])
    await log.close()
  }
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n')
})

it('a log that cannot be made tells why and lets the run go on', async () => {
  const log = await RunLog.open('/nowhere/1.log')
  await log.write(['a'])
  await log.close()
  expect(log.failure?.message).toContain('ENOENT')
})

it('a full disk is noted once and the rest is dropped', async () => {
  const log = await RunLog.open('/dev/full')
  await log.write(['a'])
  await log.write(['b'])
  await log.close()
  expect(log.failure?.message).toContain('ENOSPC')
})

it('what a log has taken over is in the file once it was flushed', async () => {
  const path = await tempFile()
  const log = await RunLog.open(path)
  await Promise.all([log.write(['a']), log.writeErrors(['b']), log.write(['c'])])
  await log.flush()
  expect(readFileSync(path, 'utf8')).toBe('a\nb\nc\n')
  expect(readFileSync(path.replace('.log', '.errors'), 'utf8')).toBe('1\n')
  await log.close()
})

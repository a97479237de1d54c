import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { socketPath } from '@main/control/socket-path'
import { makeTempDir } from '../../../support/temp-dir'

describe.runIf(process.platform === 'linux')('the socket of a data folder', () => {
  it('is in it', () => {
    expect(socketPath('/data').path).toBe('/data/control.sock')
  })

  it('is in it also when the folder is too deep for the name of a socket', async () => {
    const top = await makeTempDir()
    onTestFinished(() => top.dispose())
    const folder = join(top.path, 'x'.repeat(120))
    await mkdir(folder)
    const { path, release } = socketPath(folder)
    expect(Buffer.byteLength(path)).toBeLessThan(104)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    expect(existsSync(join(folder, 'control.sock'))).toBe(true)
    await new Promise((resolve) => server.close(resolve))
    release()
  })
})

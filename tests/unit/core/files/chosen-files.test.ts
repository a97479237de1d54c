import { truncateSync, writeFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readChosenFile } from '@core/files/chosen-files'
import { run } from '../../../support/run'
import { makeTempDir } from '../../../support/temp-dir'

let folder = ''
beforeEach(async () => {
  const temp = await makeTempDir()
  onTestFinished(() => temp.dispose())
  folder = temp.path
})

describe('a file that a person chose', () => {
  it('is read as it is, up to a size', async () => {
    const path = join(folder, 'file')
    writeFileSync(path, 'texts')
    expect(String(await readChosenFile(path, 5))).toBe('texts')
    expect(await readChosenFile(path, 4)).toBeNull()
    truncateSync(path)
    expect(await readChosenFile(path, 0)).toHaveLength(0)
    // The kernel gives its files no size.
    expect(await readChosenFile('/proc/self/status', 10)).toBeNull()
  })

  it('that is a pipe, a device, a socket or a folder is refused at once', async () => {
    const [pipe, link, sub, socket] = ['pipe', 'link', 'sub', 'sock'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string]
    await run('mkfifo', [pipe])
    await symlink('pipe', link)
    await mkdir(sub)
    const server = createServer()
    await new Promise<void>((done) => server.listen(socket, done))
    onTestFinished(() => void server.close())
    for (const path of [pipe, link, sub, socket, '/dev/zero', '/dev/null', '/dev/full'])
      await expect(readChosenFile(path, 1024)).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', message: expect.stringContaining(`${path} is no plain file`) },
      })
  })
})

import { createHash } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Task, TaskSettings } from '@common/task/task'
import { openEngine, tempDir, me } from '../../support/engine'
import { startRsyncd } from '../../support/rsyncd'

const PASSWORD = 'hunter2'
const CHALLENGE = 'c2FsdHNhbHRzYWx0c2FsdA'

/** A daemon that asks everybody for a password, lets nobody in, and writes down what it is told. */
async function listener() {
  const told: string[] = []
  const server = createServer((socket) => {
    let said = ''
    socket.write('@RSYNCD: 31.0 md5 md4\n')
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      said += data.toString('latin1')
      told.push(data.toString('latin1'))
      // The greeting, the module, and then who it is with the answer to the challenge.
      const lines = said.split('\n').length - 1
      if (lines === 2) socket.write(`@RSYNCD: AUTHREQD ${CHALLENGE}\n`)
      if (lines > 2) socket.end('@ERROR: auth failed on module m\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { port, host: `127.0.0.1:${port}`, told: () => told.join('') }
}

/** What a daemon is told that knows of MD5: without a password it is the sum of the challenge. */
const answerWith = (password: string) =>
  createHash('md5').update(`${password}${CHALLENGE}`).digest('base64').replace(/=+$/, '')
const ANSWER = `${me} ${answerWith(PASSWORD)}`

async function withPassword(settings: Partial<TaskSettings> & { remoteHost: string }) {
  const { engine, run } = await openEngine()
  const task: Task = await engine.tasks.create({
    ...{ path: `${await tempDir()}/`, user: me, mode: 'MODULE', direction: 'PUSH', enabled: false },
    ...{ remoteModule: 'm', modulePassword: PASSWORD, retries: 0, ...settings },
  })
  const { id, revision: _, ...given } = task
  const preview = async (changes: Partial<TaskSettings>) => {
    const target = { taskId: id, settings: { ...given, ...changes } }
    return engine.previews.ready(engine.previews.start(target).id)
  }
  return { engine, task, preview, run }
}

describe('the password of a module', () => {
  it('goes to its own host, in previews of settings that are not saved, too', async () => {
    const host = await listener()
    const { task, preview, run } = await withPassword({ remoteHost: host.host })
    await preview({ extra: ['--bwlimit=9M'], remoteModule: 'm/sub' })
    expect(host.told()).toContain(ANSWER)
    const before = host.told().length
    await run(task.id)
    expect(host.told().slice(before)).toContain(ANSWER)
  })

  it('is sent to no other place by a preview of settings that lead there', async () => {
    const [host, other] = [await listener(), await listener()]
    const { engine, task, preview } = await withPassword({ remoteHost: host.host })
    const ways: readonly Partial<TaskSettings>[] = [
      { remoteHost: other.host },
      { remoteHost: `${me}@${other.host}` },
      { remoteHost: '127.0.0.1', extra: [`--port=${other.port}`] },
      { remoteModule: 'other' },
    ]
    for (const way of ways) {
      const { state, reason } = await preview(way)
      expect([state, reason]).toEqual([
        'FAILED',
        expect.stringMatching(/^The stored password is for rsync:\/\/\S+\/m\. Enter the one for /),
      ])
      expect(engine.planner.command(taskOf(task, way)).argv).not.toContain('--password-file=-')
    }
    expect(host.told() + other.told()).toBe('')
  })

  it('is sent to nobody by settings with the number of a task that is gone', async () => {
    const [host, other] = [await listener(), await listener()]
    const { engine, task, preview } = await withPassword({ remoteHost: host.host })
    await engine.removal.delete(task.id)
    expect((await preview({ remoteHost: other.host })).state).toBe('FAILED')
    expect(other.told()).toContain(`${me} ${answerWith('')}`)
  })

  it.each(['merge', '.', 'merge,-', '.w', '.C'])(
    'is not read as a rule: files of rules (%s) are refused beside it',
    async (rule) => {
      const [host, folder] = [await listener(), await tempDir()]
      await writeFile(`${folder}/rules`, '. -\n')
      const extra = [`--filter='${rule} ${folder}/rules'`]
      const { engine, task, preview, run } = await withPassword({ remoteHost: host.host })
      const shown = await preview({ extra }).catch((error: Error) => ({ reason: error.message }))
      expect(shown.reason).toMatch(/reads rules from a file/)
      await expect(engine.tasks.update(task.id, { extra }, null)).rejects.toMatchObject({
        fields: [{ field: 'extra[0]', message: expect.stringContaining('rules from a file') }],
      })
      const { id: _, revision: __, ...settings } = { ...task, extra, modulePassword: PASSWORD }
      await expect(engine.tasks.create(settings)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
      const [stored] = engine.tasks.add([{ ...task, extra }])
      engine.credentials.passwords.put(
        stored?.id ?? 0,
        await engine.credentials.passwords.prepare(PASSWORD),
      )
      expect(await run(stored?.id ?? 0)).toMatchObject({
        state: 'FAILED',
        reason: expect.stringContaining('rules from a file'),
      })
      expect(host.told()).toBe('')
      await engine.tasks.update(task.id, { extra: [`--exclude-from=${folder}/rules`] }, null)
      await engine.tasks.update(task.id, { modulePassword: null, extra }, null)
    },
  )

  it.each<[string, string]>([
    [PASSWORD, PASSWORD],
    ['two words', 'words'],
    ['pässwort', 'pässwort'],
    ['a b', 'other'],
  ])('is left out of what rsync prints: %s', async (modulePassword, rule) => {
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const extra = ['--debug=FILTER2', `--filter='- ${rule}'`, `--filter='- other'`]
    const { engine, task, run } = await withPassword({
      ...{ remoteHost: `127.0.0.1:${daemon.port}`, remoteModule: 'open', extra },
      ...({ modulePassword } as object),
    })
    const { id, state } = await run(task.id)
    expect(state).toBe('SUCCESS')
    const lines = (await readFile(engine.archive.logPath(id), 'utf8')).split('\n')
    // The command is what was typed.
    const log = lines.filter((line) => !line.startsWith('#')).join('\n')
    expect(log).toContain('other')
    expect(log.includes('***')).toBe(modulePassword !== 'a b')
    expect(log).not.toMatch(/hunter2|words|sswort/)
  })
})

const taskOf = ({ revision: _, ...task }: Task, way: Partial<TaskSettings>) => ({ ...task, ...way })

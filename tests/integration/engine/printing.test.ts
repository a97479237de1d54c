import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { takeOutputPipes } from '@core/run/output-pipes'
import { ProcessGroup } from '@core/run/process-group'

describe('the output of a program that prints line by line', () => {
  /** Some 230 KB: what the first turn leaves is more than the pipe holds, however late it is. */
  const lines = 40_000
  const printed = Array.from({ length: lines }, (_, i) => `${i}\n`).join('')

  /** A shell that writes each line by itself, as rsync does. */
  async function printer(then = '', count = lines): Promise<ProcessGroup> {
    const script = `i=0; while [ $i -lt ${count} ]; do echo $i; i=$((i+1)); done; ${then}`
    const pipes = await takeOutputPipes()
    expect(pipes).not.toBeNull()
    return new ProcessGroup(
      {
        ...{ program: 'sh', argv: ['-c', script], cwd: '/' },
        env: { PATH: process.env['PATH'] ?? '' },
      },
      { pipes },
    )
  }

  it('is read in turns of many lines, and whole', async () => {
    const group = await printer()
    const turns: Buffer[] = []
    for await (const turn of group.turnsOf(group.stdout)) turns.push(turn)
    expect(Buffer.concat(turns).toString()).toBe(printed)
    expect(turns.length).toBeLessThan(lines / 20)
    expect(await group.ended).toEqual({ exitCode: 0, signal: null, left: null })
  })

  it('has room in its pipe for thousands of lines that nobody has asked for yet', async () => {
    const group = await printer('echo done >&2', 5_000)
    await once(group.stderr, 'data')
    let length = 0
    for await (const turn of group.turnsOf(group.stdout)) length += turn.length
    expect(length).toBe(printed.indexOf('\n5000\n') + 1)
    expect(await group.ended).toEqual({ exitCode: 0, signal: null, left: null })
  })

  it('waits in the pipe while nobody asks for it', async () => {
    const group = await printer('echo done >&2')
    let isDone = false
    group.stderr.once('data', () => (isDone = true))
    const turns = group.turnsOf(group.stdout)
    const first = await turns.next()
    await sleep(500)
    expect(isDone).toBe(false)
    const rest: Buffer[] = [first.value as Buffer]
    for await (const turn of turns) rest.push(turn)
    expect(Buffer.concat(rest).toString()).toBe(printed)
    await group.ended
    expect(isDone).toBe(true)
  })

  it('comes to its end although a process that it left behind never prints', async () => {
    const group = await printer('sleep 60 &')
    let length = 0
    for await (const turn of group.turnsOf(group.stdout)) length += turn.length
    expect(length).toBe(printed.length)
    expect(await group.ended).toEqual({ exitCode: 0, signal: null, left: null })
  })
})

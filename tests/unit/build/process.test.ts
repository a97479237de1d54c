import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { isAlive, waitUntil } from '../../support/processes'

const setup = fileURLToPath(new URL('../../../build/scripts/setup/process.mjs', import.meta.url))

it('many programs of the setup at once are no warning, and none outlives it', async () => {
  const script = `
    import { killAtExit } from ${JSON.stringify(setup)}
    import { spawn } from 'node:child_process'
    const children = Array.from({ length: 30 }, () => spawn('sleep', ['60']))
    children.forEach(killAtExit)
    console.log(children.map(({ pid }) => pid).join(' '))
    process.stdin.once('data', () => process.exit(3))`
  const node = spawn(process.execPath, ['--input-type=module', '-e', script])
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  node.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  node.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  await waitUntil(() => out.length > 0, { what: 'the programs' })
  const pids = String(Buffer.concat(out)).trim().split(' ').map(Number)
  expect(pids.filter(isAlive)).toHaveLength(30)
  node.stdin.write('end\n')
  expect(await once(node, 'close')).toEqual([3, null])
  await waitUntil(() => !pids.some(isAlive), { what: 'the end of the programs' })
  expect(String(Buffer.concat(err))).toBe('')
})

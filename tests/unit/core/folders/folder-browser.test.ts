import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { listFolders, MAX_ENTRIES } from '@core/folders/folder-browser'
import { makeTempDir } from '../../../support/temp-dir'

async function folderWith(...names: readonly (string | Buffer)[]): Promise<string> {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  const below = (name: string | Buffer) =>
    Buffer.concat([Buffer.from(`${dir.path}/`), Buffer.from(name)])
  for (const name of names) await mkdir(below(name))
  return dir.path
}

it('lists folders and links to folders by name, nothing else', async () => {
  const path = await folderWith('b 10', 'b 9', 'a\nb', '.hidden')
  await writeFile(join(path, 'file'), '')
  await symlink('b 9', join(path, 'c'))
  await symlink('file', join(path, 'to a file'))
  await symlink('nowhere', join(path, 'broken'))
  const names = ['a\nb', 'b 9', 'b 10', 'c']
  expect(await listFolders(path, false)).toEqual({ names, mountPoints: [], left: 0 })
  expect((await listFolders(path, true)).names).toEqual(['.hidden', ...names])
})

it('leaves out names that are not UTF-8', async () => {
  const path = await folderWith(Buffer.from('fa\xE7ade', 'latin1'), 'façade')
  expect((await listFolders(path, false)).names).toEqual(['façade'])
})

it('lists the first of very many, links among them, and counts the others', async () => {
  const names = Array.from({ length: MAX_ENTRIES + 1500 }, (_, i) => `folder ${i}`)
  const path = await folderWith(...names)
  const links = Array.from({ length: 500 }, (_, i) => `a link ${i}`)
  for (const link of links) await symlink('folder 1', join(path, link))
  const { names: listed, left } = await listFolders(path, false)
  expect(listed).toEqual([...links, ...names].slice(0, MAX_ENTRIES))
  expect(left).toBe(2000)
})

it('marks where another file system begins, also behind a link to the folder', async () => {
  const path = await folderWith('folder')
  await symlink('/', join(path, 'root'))
  const { mountPoints } = await listFolders('/', false)
  expect(mountPoints).toContain('proc')
  expect(mountPoints).not.toContain('etc')
  expect(await listFolders(join(path, 'root'), false)).toMatchObject({ mountPoints })
  expect(await listFolders(path, false)).toMatchObject({ mountPoints: [] })
})

it('says why a folder cannot be listed', async () => {
  const path = await folderWith()
  await writeFile(join(path, 'file'), '')
  const refusal = (name: string) =>
    listFolders(join(path, name), false).catch(({ message }: Error) => message)
  expect(await refusal('gone')).toMatch(/does not exist|no such/i)
  expect(await refusal('file')).toMatch(/folder|directory/i)
})

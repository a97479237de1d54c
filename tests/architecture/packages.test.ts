import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import configuration from '../../build/electron-builder'
import { ROOT } from './support/source'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const METAINFO = read('build/linux/org.rsync_tasks.app.metainfo.xml')

/** Width and height, which stand at the same place in every PNG. */
function sizeOf(path: string): [number, number] {
  const bytes = readFileSync(join(ROOT, path))
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

describe('the packages', () => {
  it('are made for three systems, and all they take in is there', () => {
    const { linux, deb, rpm, mac, win, nsis } = configuration
    expect(linux?.target).toEqual(['AppImage', 'deb', 'rpm'])
    expect(mac).toMatchObject({ target: ['dmg', 'zip'], hardenedRuntime: true })
    expect(win?.target).toEqual(['nsis'])
    expect(nsis).toMatchObject({ perMachine: false, deleteAppDataOnUninstall: false })
    const beside = [...(deb?.fpm ?? []), ...(rpm?.fpm ?? [])]
    const files = [
      ...beside.filter((word) => word.includes('=')).map((word) => word.split('=')[0]),
      ...[deb?.afterInstall, deb?.afterRemove, rpm?.afterInstall, rpm?.afterRemove],
      ...[mac?.entitlements, mac?.icon, win?.icon, linux?.icon, 'build/linux/rsync-tasks.sh'],
    ]
    expect(files.filter((file) => !file || !existsSync(join(ROOT, file)))).toEqual([])
  })

  it('recommend rsync and ssh under the names of each system', () => {
    const tags = configuration.rpm?.fpm?.filter((word) => word.startsWith('Recommends: '))
    expect(configuration.deb?.recommends).toEqual(['rsync', 'openssh-client'])
    expect(tags).toEqual(['Recommends: rsync', 'Recommends: openssh-clients'])
  })

  it('have an icon in every size that desktops ask for, each as large as its name says', () => {
    const names = readdirSync(join(ROOT, 'build/icons/app'))
    const sizes = names.map((name) => Number(/^(\d+)x\1\.png$/.exec(name)?.[1]))
    const asked = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512, 1024]
    expect(sizes.sort((a, b) => a - b)).toEqual(asked)
    for (const size of asked) {
      expect(sizeOf(`build/icons/app/${size}x${size}.png`)).toEqual([size, size])
    }
  })

  it('tell software centres the same name, command, link and license as everywhere else', () => {
    const { name, productName, license, desktopName } = JSON.parse(read('package.json')) as Record<
      string,
      string
    >
    const said = (tag: string) => new RegExp(`<${tag}[^>]*>([^<]+)</`).exec(METAINFO)?.[1]
    expect(said('name')).toBe(productName)
    expect(said('project_license')).toBe(license)
    expect(said('launchable')).toBe(desktopName)
    expect(said('binary')).toBe(configuration.linux?.executableName)
    expect(said('binary')).toBe(name)
    const schemes = [configuration.protocols ?? []].flat().flatMap((protocol) => protocol.schemes)
    expect(said('mediatype')).toBe(`x-scheme-handler/${schemes.join()}`)
  })

  it('are published by nobody but the release workflow, and update nothing by themselves', () => {
    expect(configuration.publish).toBeNull()
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      object
    >
    expect(Object.keys({ ...dependencies, ...devDependencies })).not.toContain('electron-updater')
  })

  it('are made by the release workflow in all their kinds, and checked before', () => {
    const workflow = read('.github/workflows/release.yml')
    const kinds = [configuration.linux, configuration.mac, configuration.win]
    for (const kind of kinds)
      expect(workflow).toContain(`targets: ${[kind?.target].flat().join(' ')}`)
    expect(workflow).toContain('appstreamcli validate')
  })
})

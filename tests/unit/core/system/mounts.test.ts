import { expect, it } from 'vitest'
import { behindMounts, isInside, mountOf, mountsIn, pathsOf, type Mount } from '@core/system/mounts'

/** As Linux writes it: a root, a disk, and bind mounts of folders of both. */
const MOUNTS = mountsIn(`22 1 8:1 / / rw - ext4 /dev/sda1 rw
23 22 0:5 / /proc rw - proc proc rw
30 22 8:2 / /data rw shared:1 - xfs /dev/sdb1 rw
31 22 8:1 /srv/photos /mnt/pictures rw - ext4 /dev/sda1 rw
32 22 8:2 /backup/a\\040b /mnt/disk rw - xfs /dev/sdb1 rw
33 22 0:40 /@home /home rw - btrfs /dev/sdc rw
34 22 0:40 /@homes /homes rw - btrfs /dev/sdc rw
35 30 9:9 / /data/inner rw - ext4 /dev/sdd rw
`)

it.each([
  ['/srv/photos', '/srv/photos'],
  ['/mnt/pictures', '/srv/photos'],
  ['/mnt/pictures/2026', '/srv/photos/2026'],
  ['/mnt/pictures2', '/mnt/pictures2'],
  ['/mnt/disk/x', '/data/backup/a b/x'],
  ['/data/backup', '/data/backup'],
  ['/data/inner/x', '/data/inner/x'],
  ['/homes/ada', '/homes/ada'],
  ['/', '/'],
])('%s is really %s', (path, expected) => {
  expect(behindMounts(path, MOUNTS)).toBe(expected)
})

it.each<[string, string[]]>([
  ['/srv/photos/2026', ['/srv/photos/2026', '/mnt/pictures/2026']],
  ['/mnt/pictures', ['/srv/photos', '/mnt/pictures']],
  ['/srv', ['/srv']],
  ['/data/backup/a b', ['/data/backup/a b', '/mnt/disk']],
  // Another disk covers it.
  ['/data/inner', ['/data/inner']],
  ['/', ['/']],
])('%s is found at %j', (path, names) => {
  expect(pathsOf(path, MOUNTS)).toEqual(names)
})

it('without a list of mounts, a path is what it says', () => {
  expect(behindMounts('/a/b', [])).toBe('/a/b')
})

it.each([
  [
    '42 27 0:39 / /mnt/a rw,relatime shared:1 - tmpfs diskA rw',
    { device: '0:39', root: '/', mountPoint: '/mnt/a', type: 'tmpfs', source: 'diskA' },
  ],
  [
    String.raw`36 35 98:0 /sub\040dir /mnt/a\040b\134c rw - nfs4 nas:/x\011y rw`,
    { root: '/sub dir', mountPoint: '/mnt/a b\\c', type: 'nfs4', source: 'nas:/x\ty' },
  ],
  ['36 35 98:0 / /mnt/100%ü rw - ext4 /dev/sda1 rw', { mountPoint: '/mnt/100%ü' }],
])('%s is read', (line, mount) => expect(mountsIn(line)).toMatchObject([mount]))

it.each(['', 'nonsense', '1 2 3 - x'])('"%s" is no mount', (line) =>
  expect(mountsIn(line)).toEqual([]),
)

const at = (mountPoint: string, source = ''): Mount => ({
  ...{ mountPoint, source, root: '/', type: 'ext4', device: '8:1' },
})

it.each([
  ['/mnt/usb/photos', '/mnt/usb'],
  ['/mnt/usb', '/mnt/usb'],
  ['/mnt/usb2', '/'],
  ['/mnt', '/'],
])('%s lies in %s', (path, mountPoint) => {
  expect(mountOf([at('/'), at('/mnt/usb'), at('/proc')], path)?.mountPoint).toBe(mountPoint)
})

/** What is mounted where, by number, as `number parent place`. */
const shownOf = (...lines: string[]): string[] =>
  mountsIn(
    lines
      .map((line) => {
        const [id, parent, place] = line.split(' ')
        return `${id} ${parent} 0:${id} / ${place} rw - tmpfs disk${id} rw`
      })
      .join('\n'),
  ).map(({ source, mountPoint }) => `${source} ${mountPoint}`)

it.each<[string, string[], string[]]>([
  ['all that is beside each other', ['1 0 /', '2 1 /a', '3 1 /ab'], ['1 /', '2 /a', '3 /ab']],
  ['the last one at one place', ['1 0 /', '2 1 /a', '3 2 /a', '4 3 /a'], ['1 /', '4 /a']],
  ['not what is below one of those', ['1 0 /', '2 1 /a', '3 2 /a/b', '4 2 /a'], ['1 /', '4 /a']],
  [
    'but what is in the last one',
    ['1 0 /', '2 1 /a', '4 2 /a', '5 4 /a/b'],
    ['1 /', '4 /a', '5 /a/b'],
  ],
  ['not what is in a folder that another covers', ['1 0 /', '2 1 /a/b', '3 1 /a'], ['1 /', '3 /a']],
  ['nor what is in that', ['1 0 /', '2 1 /a/b', '3 2 /a/b/c', '4 1 /a'], ['1 /', '4 /a']],
  ['nor far below', ['1 0 /', '2 1 /a/b/c/d', '3 1 /a'], ['1 /', '3 /a']],
  ['whatever the order', ['3 1 /a', '2 1 /a/b', '1 0 /'], ['1 /', '3 /a']],
  ['the first root and what is in it', ['1 1 /', '2 1 /', '3 2 /a', '4 1 /b'], ['1 /', '4 /b']],
  ['of two in one folder of a mount the later', ['1 0 /', '2 1 /a', '3 1 /a'], ['1 /', '3 /a']],
  ['what is in an unknown one (chroot)', ['2 9 /a/b', '3 9 /c'], ['2 /a/b', '3 /c']],
])('shows %s', (_, lines, shown) =>
  expect(shownOf(...lines)).toEqual(shown.map((line) => `disk${line}`)),
)

it('what mounts a disk when it is used stays known beside that disk', () => {
  const found = mountsIn(`1 0 8:1 / / rw - ext4 root rw
2 1 0:2 / /nas rw - autofs systemd-1 rw
3 2 0:3 / /nas rw - nfs4 nas:/x rw
`)
  expect(found.map(({ type }) => type)).toEqual(['ext4', 'autofs', 'nfs4'])
  expect(mountOf(found, '/nas/a')?.type).toBe('nfs4')
})

it('of two mounts at one place the last one shows', () => {
  expect(mountOf([at('/'), at('/m', 'a'), at('/m', 'b')], '/m/x')?.source).toBe('b')
})

it.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/', true],
  ['/a', '/a/b', false],
])('%s is inside %s: %s', (path, folder, is) => expect(isInside(path, folder)).toBe(is))

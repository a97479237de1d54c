import { expect, it } from 'vitest'
import { isInside, mountOf, parseMount, type Mount } from '@core/guard/mounts'

it.each([
  [
    '42 27 0:39 / /mnt/a rw,relatime shared:1 - tmpfs diskA rw',
    { root: '/', mountPoint: '/mnt/a', type: 'tmpfs', source: 'diskA' },
  ],
  [
    String.raw`36 35 98:0 /sub\040dir /mnt/a\040b\134c rw - nfs4 nas:/x\011y rw`,
    { root: '/sub dir', mountPoint: '/mnt/a b\\c', type: 'nfs4', source: 'nas:/x\ty' },
  ],
  ['36 35 98:0 / /mnt/100%ü rw - ext4 /dev/sda1 rw', { mountPoint: '/mnt/100%ü' }],
])('%s is read', (line, mount) => expect(parseMount(line)).toMatchObject(mount))

it.each(['', 'nonsense', '1 2 3 - x'])('"%s" is no mount', (line) =>
  expect(parseMount(line)).toBeNull(),
)

const at = (mountPoint: string, source = ''): Mount => ({
  ...{ mountPoint, source, root: '/', type: 'ext4' },
})

it.each([
  ['/mnt/usb/photos', '/mnt/usb'],
  ['/mnt/usb', '/mnt/usb'],
  ['/mnt/usb2', '/'],
  ['/mnt', '/'],
])('%s lies in %s', (path, mountPoint) => {
  expect(mountOf([at('/'), at('/mnt/usb'), at('/proc')], path)?.mountPoint).toBe(mountPoint)
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

import { expect, it } from 'vitest'
import { behindMounts, readMounts } from '@core/system/mounts'

/** As Linux writes it: a root, a disk, and bind mounts of folders of both. */
const MOUNTS = readMounts(`22 1 8:1 / / rw - ext4 /dev/sda1 rw
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

it('without a list of mounts, a path is what it says', () => {
  expect(behindMounts('/a/b', readMounts(''))).toBe('/a/b')
})

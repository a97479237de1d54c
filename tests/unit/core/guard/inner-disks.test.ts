import { describe, expect, it } from 'vitest'

import { diskChanges, disksBelow, type Disk } from '@core/guard/inner-disks'
import { mountsIn, type Mount } from '@core/system/mounts'

const mount = (mountPoint: string, source: string, type = 'ext4', root = '/'): Mount => {
  const line = `36 35 8:1 ${root} ${mountPoint} rw shared:1 - ${type} ${source} rw`
  const [parsed] = mountsIn(line)
  if (!parsed) throw new Error(`no mount: ${mountPoint}`)
  return parsed
}
const disk = (mountPoint: string, device: string): Disk => ({ mountPoint, device })
const layers = '/var/lib/docker/overlay2/a/merged'
const id = `/srv/docker/overlay2/${'0123456789abcdef'.repeat(4)}`
const pod = '/var/lib/kubelet/pods/a/v'

describe('the disks below a folder', () => {
  it.each<[string, Mount, string, Disk[]]>([
    ['a share', mount('/data/nas', 'nas:/x', 'nfs4'), '/data', [disk('/data/nas', 'nas:/x')]],
    ['the folder itself', mount('/data', 'pool/data', 'zfs'), '/data', []],
    ['a neighbour with a longer name', mount('/data2', 'x', 'zfs'), '/data', []],
    ['a bind mount', mount('/data/b', 'p', 'zfs', '/home'), '/data', [disk('/data/b', 'p, /home')]],
    ['a blank', mount('/data/a\\040b', 'x', 'zfs'), '/data', [disk('/data/a b', 'x')]],
    ['all of the root', mount('/mnt/x', 'pool', 'zfs'), '/', [disk('/mnt/x', 'pool')]],
    ['a stick', mount('/run/media/a/s', 'stick', 'vfat'), '/', [disk('/run/media/a/s', 'stick')]],
    ['the kernel', mount('/proc', 'proc', 'proc'), '/', []],
    ['a snap', mount('/snap/core/1', '/dev/loop1', 'squashfs'), '/', []],
    ['a container', mount(layers, 'overlay', 'overlay'), '/', []],
    ['a container elsewhere', mount(`${id}/merged`, 'overlay', 'overlay'), '/', []],
    ['the memory of a container', mount(`${id}/mounts/shm`, 'shm', 'tmpfs'), '/', []],
    ['what is mounted for a container', mount(`${id}/data`, 'x'), '/', [disk(`${id}/data`, 'x')]],
    ['an overlay of a person', mount('/srv/m', 'o', 'overlay'), '/', [disk('/srv/m', 'o')]],
    ['an image of a person', mount('/srv/i', 'i', 'squashfs'), '/', [disk('/srv/i', 'i')]],
    ['an AppImage', mount('/tmp/.mount_App1x', 'App', 'fuse.squashfuse'), '/', []],
    ['that by a person', mount('/srv/f', 'f', 'fuse.squashfuse'), '/', [disk('/srv/f', 'f')]],
    ['memory', mount('/srv/ram', 'ram', 'tmpfs'), '/', [disk('/srv/ram', 'ram')]],
    ['of a pod', mount(pod, 'rbd'), '/var', []],
    ['of a pod, for a task on pods', mount(pod, 'rbd'), '/var/lib/kubelet', [disk(pod, 'rbd')]],
    ['what waits to be mounted', mount('/data/auto', 'auto.nas', 'autofs'), '/data', []],
  ])('%s', async (_, one, folder, expected) => {
    expect(await disksBelow([mount('/', '/dev/none'), one], folder)).toEqual(expected)
  })

  it('are thousands as well, in the order of their mount points', async () => {
    const mounts = Array.from({ length: 5000 }, (_, i) =>
      mount(`/data/${9999 - i}`, `d${i}`, 'zfs'),
    )
    const disks = await disksBelow(mounts, '/data')
    expect(disks).toHaveLength(5000)
    expect(disks[0]).toEqual(disk('/data/5000', 'd4999'))
    expect(diskChanges(disks, disks.slice(1), []).gone).toEqual([disks[0]])
  })
})

describe('what changed among the disks', () => {
  const NAS = [mount('/data', 'auto', 'autofs'), mount('/data', 'nas:/x', 'nfs4')]
  const [a, b, other] = [disk('/data/a', 'A'), disk('/data/b', 'B'), disk('/data/a', 'C')]

  it.each<[string, Disk[], Disk[], Mount[], Partial<ReturnType<typeof diskChanges>>]>([
    ['nothing', [a, b], [b, a], [], {}],
    ['one is gone', [a, b], [b], [], { gone: [a] }],
    ['another one is there', [a], [other], [], { other: [{ before: a, now: other }] }],
    ['one was added', [a], [a, b], [], { added: [b] }],
    ['one is mounted when it is used', [a], [], [mount('/data/a', 'auto', 'autofs')], {}],
    ['a folder mounts what is used in it', [a], [b], [mount('/data', 'auto', 'autofs')], {}],
    ['one is in what is mounted when it is used', [b], [], NAS, { gone: [b] }],
    ['one is in what is not in use', [b], [], NAS.slice(0, 1), {}],
    ['another is mounted by itself', [a], [], [mount('/data/aa', 'x', 'autofs')], { gone: [a] }],
  ])('%s', (_, before, now, mounts, expected) => {
    const nothing = { gone: [], other: [], added: [] }
    expect(diskChanges(before, now, mounts)).toEqual({ ...nothing, ...expected })
  })
})

import { readdir } from 'node:fs/promises'
import { unlessShortage } from '@common/text/system-error'
import { realpath } from '../files/files'
import type { Mount } from '../system/mounts'

const UUIDS = '/dev/disk/by-uuid'

/**
 * What file systems are known by, in the order of the mounts: the UUID where there is one, since
 * device names change with every start; else the source, which names a share, a pool or a device.
 * The list of UUIDs is read once, and only where a device is among the mounts.
 * @throws when the app has run out of something: another name would be another disk
 */
export async function namesOf(mounts: readonly Mount[]): Promise<readonly string[]> {
  const isDevice = ({ source }: Mount) => source.startsWith('/dev/')
  const uuids = mounts.some(isDevice) ? await uuidsByDevice() : new Map<string, string>()
  return Promise.all(
    mounts.map(async (mount) => {
      const uuid = isDevice(mount) ? uuids.get(await realDevice(mount.source)) : undefined
      const name = uuid === undefined ? mount.source : `UUID ${uuid}`
      return mount.root === '/' ? name : `${name}, ${mount.root}`
    }),
  )
}

async function uuidsByDevice(): Promise<Map<string, string>> {
  const uuids = await readdir(UUIDS).catch(unlessShortage([]))
  const pairs = uuids.map(async (uuid) => [await realDevice(`${UUIDS}/${uuid}`), uuid] as const)
  return new Map(await Promise.all(pairs))
}

function realDevice(path: string): Promise<string> {
  return realpath(path).catch(unlessShortage(path))
}

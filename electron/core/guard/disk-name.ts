import { readdir, realpath } from 'node:fs/promises'
import type { Mount } from '../system/mounts'

const UUIDS = '/dev/disk/by-uuid'

/**
 * What a file system is known by: its UUID where there is one, since device names change with
 * every start; else its source, which names a share, a pool or a device.
 */
export async function nameOf(mount: Mount): Promise<string> {
  const uuid = mount.source.startsWith('/dev/') ? await uuidOf(mount.source) : null
  const name = uuid === null ? mount.source : `UUID ${uuid}`
  return mount.root === '/' ? name : `${name}, ${mount.root}`
}

async function uuidOf(device: string): Promise<string | null> {
  const real = await realpath(device).catch(() => device)
  const uuids = await readdir(UUIDS).catch(() => [])
  const devices = await Promise.all(
    uuids.map((uuid) => realpath(`${UUIDS}/${uuid}`).catch(() => '')),
  )
  return uuids[devices.indexOf(real)] ?? null
}

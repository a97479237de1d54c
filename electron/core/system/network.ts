import { networkInterfaces } from 'node:os'

/** True when the computer has an address by which others can be reached. */
export function isNetworkUp(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
}

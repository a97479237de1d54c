import type { Bridge } from '@common/ipc/contract'

declare global {
  interface Window {
    /** Put there by the preload script; only `bridge/bridge.ts` may touch it. */
    readonly rsyncTasks: Bridge
  }
}

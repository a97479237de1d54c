/** What becomes of what is here: it stays and the backup is added, or the backup takes its place. */
export const RESTORE_MODES = ['merge', 'replace'] as const
export type RestoreMode = (typeof RESTORE_MODES)[number]

/** How much there is of each kind. */
export interface BackupContents {
  readonly tasks: number
  readonly connections: number
  readonly keyPairs: number
}

/** What a restore did, and which secrets it could not bring. */
export interface RestoreReport {
  /** What was added by a merge; all there is now after a replacement. */
  readonly restored: BackupContents
  /** Tasks that were enabled where the backup was made, and are switched off here. */
  readonly switchedOff: readonly { readonly id: number; readonly name: string }[]
  /** The rsync and ssh that the backup names: not taken over, to be chosen in Settings. */
  readonly programs: readonly string[]
  /** Names of the key pairs whose private key has to be given again. */
  readonly privateKeys: readonly string[]
  /** The tasks whose module password has to be given again. */
  readonly passwords: readonly { readonly id: number; readonly name: string }[]
}

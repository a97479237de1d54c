import type { HostKey } from './credentials'

/** What a connection is tested for, in this order; the first failure ends the test. */
export const TEST_STEPS = [
  'resolve',
  'port',
  'hostKey',
  'authentication',
  'shell',
  'rsync',
  'path',
] as const
export type TestStepId = (typeof TEST_STEPS)[number]

export interface TestStep {
  readonly id: TestStepId
  readonly isOk: boolean
  /** One sentence: what was found, or what is wrong. */
  readonly text: string
  /** What to do about it; empty when all is well. */
  readonly fix: string
}

export interface ConnectionTest {
  readonly isOk: boolean
  readonly steps: readonly TestStep[]
  /** The keys the connection trusts and those the host shows, to be compared. */
  readonly pinnedKeys: readonly HostKey[]
  readonly foundKeys: readonly HostKey[]
}

/** What Remote Path is tested for. */
export interface TestedPath {
  readonly path: string
  readonly direction: 'PUSH' | 'PULL'
}

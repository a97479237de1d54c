/** Of the window and of what the system draws for it: as the system, or always the same. */
export const APPEARANCES = ['system', 'light', 'dark'] as const
export type Appearance = (typeof APPEARANCES)[number]

/** The program all of this is about. */
export const RSYNC = 'rsync'
export const SSH = 'ssh'

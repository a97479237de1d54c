/** True for `npm test -- faults`, which takes as long as it takes to be sure. */
export const isFull = process.env['RSYNC_TASKS_FAULTS'] === 'all'

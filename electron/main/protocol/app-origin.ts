export const APP_SCHEME = 'app'
export const APP_HOST = 'rsync-tasks'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

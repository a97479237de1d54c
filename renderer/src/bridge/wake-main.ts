import { invoke } from './bridge'

// Before the rest of the page is evaluated, so that main loads the rest of itself meanwhile: it does
// that for the first call (electron/main/start-window.ts). One that costs nothing to answer; the answer
// is asked for again later.
invoke('settings:get').catch(() => undefined)

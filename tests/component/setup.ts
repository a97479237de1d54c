import { afterEach } from 'vitest'
import { unmountAll } from './mount-app'

// Done for each file anew, which share one page and the modules in it.
afterEach(unmountAll)

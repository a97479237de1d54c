import './bridge/wake-main'
import '@fontsource-variable/roboto/wght.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import AppShell from './features/shell/AppShell.vue'
import { i18n } from './i18n/i18n'
import { makeOverlayPlace } from './plugins/overlay-place'
import { makeRouter } from './plugins/router'
import { makeVuetify } from './plugins/vuetify'
import './styles/base.css'
import './styles/overlays.css'
import './styles/utilities.css'

makeOverlayPlace()
const router = makeRouter()
const app = createApp(AppShell).use(createPinia()).use(makeVuetify()).use(i18n).use(router)
// Else the frame would be drawn before its screen, and twice. Not by an await of the module: a screen
// that is loaded later imports from this very file, and would wait for it to end.
void router.isReady().then(() => app.mount('#app'))

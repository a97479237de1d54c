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

makeOverlayPlace()
createApp(AppShell).use(createPinia()).use(makeVuetify()).use(i18n).use(makeRouter()).mount('#app')

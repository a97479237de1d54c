import { createVuetify } from 'vuetify'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'
import 'vuetify/styles/core'
import { DARK, LIGHT } from './theme'

/** The nonce main put into the page; the browser hides the attribute but not the property. */
function cspNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined
}

export function makeVuetify() {
  const nonce = cspNonce()
  const field = { variant: 'outlined', density: 'compact', color: 'primary' } as const
  return createVuetify({
    icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
    theme: {
      // Main has chosen already: it makes Electron tell the page what the system would.
      defaultTheme: 'system',
      themes: { light: LIGHT, dark: DARK },
      ...(nonce === undefined ? {} : { cspNonce: nonce }),
    },
    defaults: {
      VTextField: field,
      VTextarea: field,
      VSelect: field,
      VAutocomplete: field,
      VCombobox: field,
      VBtn: { variant: 'text', rounded: 'lg' },
      VCheckbox: { density: 'compact', color: 'primary', hideDetails: 'auto' },
      VSwitch: { density: 'compact', color: 'primary', hideDetails: true, inset: true },
      VTooltip: { openDelay: 300, maxWidth: 360, location: 'top' },
      VCard: { rounded: 'lg' },
      VAlert: { variant: 'tonal', density: 'compact', rounded: 'lg' },
      VProgressLinear: { color: 'primary', rounded: true },
    },
  })
}

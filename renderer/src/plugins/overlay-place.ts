import { t } from '../i18n/i18n'

/**
 * Makes the place where Vuetify puts menus, tooltips and dialogs, before Vuetify makes its own:
 * as a named part of the page, since assistive technology expects nothing outside of one.
 */
export function makeOverlayPlace(): void {
  const place = document.createElement('div')
  place.className = 'v-overlay-container'
  place.setAttribute('role', 'region')
  place.setAttribute('aria-label', t('nav.overlays'))
  document.body.append(place)
}

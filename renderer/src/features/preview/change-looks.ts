import type { ChangeKind } from '@common/preview/change'
import {
  mdiMinusCircleOutline,
  mdiPencilOutline,
  mdiPlusCircleOutline,
  mdiTagOutline,
} from '@mdi/js'
import type { MessageKey } from '../../i18n/i18n'

export interface ChangeLook {
  readonly word: MessageKey
  readonly icon: string
  /** Name of a theme colour. Never the only sign: word and icon say the same. */
  readonly color: string
}

export const CHANGE_LOOKS: Readonly<Record<ChangeKind, ChangeLook>> = {
  added: { word: 'preview.added', icon: mdiPlusCircleOutline, color: 'success' },
  changed: { word: 'preview.changed', icon: mdiPencilOutline, color: 'info' },
  deleted: { word: 'preview.deleted', icon: mdiMinusCircleOutline, color: 'error' },
  metadata: { word: 'preview.metadata', icon: mdiTagOutline, color: 'neutral' },
}

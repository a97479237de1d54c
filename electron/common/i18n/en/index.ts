import { exchange } from './exchange'
import { guard } from './guard'
import { menu } from './menu'
import { preview } from './preview'
import { programs } from './programs'

/**
 * Every sentence that main, the engine and the rules they share with the window can say, in
 * English. Another language is another folder of this shape. The words of the window itself are
 * in `renderer/src/i18n`.
 */
export const en = { exchange, guard, menu, preview, programs }

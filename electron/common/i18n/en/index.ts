import { keyImport } from './key-import'
import { menu } from './menu'
import { modulePassword } from './module-password'
import { otherUser } from './other-user'
import { restricted } from './restricted'

/**
 * Every sentence that main, the engine and the rules they share with the window can say, in
 * English. Another language is another folder of this shape. The words of the window itself are
 * in `renderer/src/i18n`.
 */
export const en = { keyImport, menu, modulePassword, otherUser, restricted }

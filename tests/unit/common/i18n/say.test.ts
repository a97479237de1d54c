import { expect, it } from 'vitest'
import { say } from '@common/i18n/say'

it('says the sentence of a key', () => {
  expect(say('menu.addTask')).toBe('Add Rsync Task')
})

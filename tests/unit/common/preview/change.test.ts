import { expect, it } from 'vitest'
import { kindOf, typeOf } from '@common/preview/change'

it.each([
  ['>f+++++++++', 'added'],
  ['<f+++++++++', 'added'],
  ['cd+++++++++', 'added'],
  ['cL+++++++++', 'added'],
  ['hf+++++++++', 'added'],
  ['>f.st......', 'changed'],
  ['<fcst......', 'changed'],
  ['>f..t......', 'changed'],
  ['cLc.t......', 'changed'],
  ['hfc........', 'changed'],
  ['>f         ', 'changed'],
  ['.f...p.....', 'metadata'],
  ['.d..t......', 'metadata'],
  ['.f....og..x', 'metadata'],
  ['*deleting  ', 'deleted'],
  ['.f         ', null],
  ['.d         ', null],
  ['hf         ', null],
  ['cd.........', null],
])('"%s" is %s', (change, kind) => expect(kindOf({ change, name: 'a' })).toBe(kind))

it('a file that becomes a further name of another one is changed', () => {
  expect(kindOf({ change: 'hf         ', name: 'b => a' })).toBe('changed')
})

it.each([
  ['>f+++++++++', 'a', 'file'],
  ['cd+++++++++', 'a/', 'folder'],
  ['cL+++++++++', 'a -> b', 'link'],
  ['cD+++++++++', 'a', 'device'],
  ['cS+++++++++', 'a', 'special'],
  ['*deleting  ', 'a/', 'folder'],
  ['*deleting  ', 'dir -> b', 'file'],
])('"%s %s" is a %s', (change, name, type) => expect(typeOf({ change, name })).toBe(type))

import { describe, expect, it } from 'vitest'
import { numberText, say, sayLater } from '@common/i18n/say'

describe('a sentence', () => {
  it('is that of its key', () => {
    expect(say('menu.addTask')).toBe('Add Rsync Task')
  })

  it('can have an at sign of its own', () => {
    expect(say('rules.task.remoteHost')).toContain('with user@ before it')
  })

  it.each([
    '{path}',
    '{0}',
    "{'@'}",
    '@:menu.file',
    '@.upper:menu.file',
    'one | two',
    '${unknown}',
    '%{path}',
    '<b>&amp;</b>',
    'a\nb\u0000\u202e',
    '$& $1 $$',
    '',
  ])('says a value as it is: %j', (path) => {
    expect(say('machine.isFile', { path })).toBe(`${path} is a file; choose a directory`)
  })

  it.each([
    [1, 'A task is running.'],
    [2, '2 tasks are running.'],
    [12_000, '12,000 tasks are running.'],
  ])('counts %i', (count, text) => {
    expect(say('dialogs.quit.message', {}, count)).toBe(text)
  })

  it('leaves numbers alone that count nothing', () => {
    expect(say('tasks.notFound', { id: 12_000 })).toBe('There is no task 12000.')
  })

  it('can be said later', () => {
    expect(sayLater('rules.maxCharacters', { max: 3 })()).toBe('Enter at most 3 characters')
  })
})

it('a number for people is written as the locale does', () => {
  expect(numberText(1_234_567.89, { maximumFractionDigits: 1 })).toBe('1,234,567.9')
})

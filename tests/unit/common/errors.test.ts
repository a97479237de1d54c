import { describe, expect, it } from 'vitest'
import { AppError, fromWireError, invalidInput, toWireError } from '@common/errors'

describe('an error on its way to another process', () => {
  it('is plain data and becomes the same error again', () => {
    const error = new AppError('CONFLICT', 'Changed elsewhere.', [{ field: 'path', message: 'x' }])
    const wire: unknown = JSON.parse(JSON.stringify(toWireError(error, '/data/app.log')))
    expect(wire).toEqual({
      ...{ code: 'CONFLICT', message: 'Changed elsewhere.' },
      fields: [{ field: 'path', message: 'x' }],
    })
    expect(fromWireError(toWireError(error, '/data/app.log'))).toEqual(error)
    expect(fromWireError(toWireError(error, '/data/app.log'))).toBeInstanceOf(AppError)
  })

  it.each([new TypeError('open /home/ada/.ssh/id_rsa'), 'secret', null, { code: 'NOT_FOUND' }])(
    'tells nothing of a bug: %s',
    (bug) => {
      expect(toWireError(bug, '/data/app.log')).toEqual({
        ...{ code: 'UNEXPECTED', fields: [] },
        message: 'Something went wrong inside the app. Its log has the details: /data/app.log',
      })
    },
  )
})

describe('broken rules', () => {
  it('are one error whose sentence is the first of them, without the name of its field', () => {
    const fields = [
      { field: 'path', message: 'This field is required' },
      { field: 'user', message: 'no' },
    ]
    expect(invalidInput(fields)).toMatchObject({
      ...{ code: 'INVALID_INPUT', message: 'This field is required', fields },
    })
  })
})

import { describe, expect, it } from 'vitest'
import { say } from '@common/i18n/say'
import { TASK_DEFAULTS } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { fromWire, toWire, toWireField } from '@common/task/wire-names'
import { moduleSettings, sshSettings } from '../../builders'

/** TrueNAS's names of a task's settings, in the order of the form. */
const WIRE = [
  ...['path', 'user', 'direction', 'desc', 'mode', 'remotehost', 'remoteport', 'remotemodule'],
  ...['ssh_credentials', 'remotepath', 'validate_rpath', 'ssh_keyscan', 'schedule', 'recursive'],
  ...['enabled', 'times', 'compress', 'archive', 'delete', 'quiet', 'preserveperm'],
  ...['preserveattr', 'delayupdates', 'extra'],
]
/** Settings TrueNAS does not have, after its own. */
const OURS = [
  ...['missed_runs', 'missed_max_age', 'retries', 'notify'],
  ...['delete_limit', 'delete_limit_percent'],
]

const errorsOf = (payload: unknown) => {
  const validation = validateTask(fromWire(payload))
  return validation.ok ? [] : validation.errors.map(toWireField)
}

describe('a task on its way out', () => {
  it('has every setting under the name of TrueNAS', () => {
    const settings = sshSettings({ sshKeyscan: true, extra: ['-v'], preserveAttr: true })
    expect(Object.keys(toWire(settings))).toEqual([...WIRE, ...OURS])
    expect(toWire(settings)).toMatchObject({
      ...{ remotehost: 'backup.example', remoteport: 22, remotemodule: null },
      ...{ remotepath: '/data/photos', ssh_credentials: null, ssh_keyscan: true },
      ...{ validate_rpath: true, preserveattr: true, delayupdates: true, extra: ['-v'] },
    })
  })

  it.each([moduleSettings(), sshSettings({ extra: ['a'], quiet: true })])(
    'comes back as it was',
    (settings) => {
      expect(fromWire(JSON.parse(JSON.stringify(toWire(settings))))).toEqual(settings)
    },
  )

  it('has no setting without a name', () => {
    expect(Object.keys({ path: '', user: '', ...TASK_DEFAULTS })).toHaveLength(
      WIRE.length + OURS.length,
    )
  })
})

describe('a task on its way in', () => {
  it('loses what output carries beside the settings', () => {
    const output = { id: 3, locked: false, job: {}, dataset: 'a', relative_path: '', revision: 2 }
    expect(fromWire({ ...output, path: '/a' })).toEqual({ path: '/a' })
  })

  it('keeps unknown keys, so that they can be named', () => {
    expect(errorsOf({ ...toWire(moduleSettings()), pasth: 1, preservePerms: true })).toEqual([
      { field: 'pasth', message: 'Unknown field' },
      { field: 'preservePerms', message: 'Unknown field' },
    ])
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'names the unknown key %s as it is',
    (key) => {
      const payload: unknown = JSON.parse(`{"path":"/a/","${key}":1}`)
      expect(errorsOf(payload)).toContainEqual({ field: key, message: 'Unknown field' })
    },
  )

  it("does not take our own names for TrueNAS's", () => {
    const payload = { ...toWire(moduleSettings()), remoteHost: 'elsewhere' }
    expect(errorsOf(payload)).not.toEqual([])
  })

  it.each([
    [{ id: 3, name: 'nas', attributes: { private_key: '***' } }, 3],
    [3, 3],
    [null, null],
    [{ name: 'no id' }, { name: 'no id' }],
  ])('has for the connection %j its id', (ssh_credentials, expected) => {
    expect(fromWire({ ssh_credentials })).toEqual({ sshCredentials: expected })
  })

  it.each([null, 5, 'x', [], [{ path: '/a' }], undefined])('is left alone as %j', (input) => {
    expect(fromWire(input)).toBe(input)
  })
})

describe('the field of a broken rule', () => {
  const TOLD_BY_TRUENAS =
    'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the validate_rpath field.'

  it.each([
    ['remoteHost', 'remotehost'],
    ['sshCredentials', 'ssh_credentials'],
    ['validateRpath', 'validate_rpath'],
    ['schedule.minute', 'schedule.minute'],
    ['extra[1]', 'extra[1]'],
    ['', ''],
    ['nonsense', 'nonsense'],
  ])('%s is called %s outside', (field, wire) => {
    expect(toWireField({ field, message: 'x' })).toEqual({ field: wire, message: 'x' })
  })

  it('may be spoken of in its sentence, by its label here and by its name outside', () => {
    const field = 'remotePath'
    const message = say('remotePath.notADirectory', { validation: say('remotePath.validation') })
    expect(message).toContain('uncheck the Validate Remote Path field.')
    expect(toWireField({ field, message }).message).toBe(TOLD_BY_TRUENAS)
  })
})

import type { RestoreReport } from '@common/exchange/backup'
import { say } from '@common/i18n/say'
import type { Command } from './execute'
import { writeExport } from './exchange-commands'
import { answer } from './json-io'
import { EXIT } from './request'

export const backup: Command = async (engine, { output }, io) => {
  const text = engine.backup.write()
  if (output === null) io.out(text)
  else await writeExport(output, text)
  return EXIT.ok
}

/** Says what came, and each secret that has to be given again. */
export const restore: Command = async (engine, { input, json, values }, io) => {
  const mode = values['replace'] === true ? 'replace' : 'merge'
  const report = await engine.backup.restore(input ?? '', mode)
  if (json) answer(io, toWire(report))
  else for (const line of sentences(report)) io.out(`${line}\n`)
  return EXIT.ok
}

function toWire({ restored, privateKeys, passwords, switchedOff, programs }: RestoreReport) {
  const { tasks, connections, keyPairs } = restored
  return {
    ...{ tasks, connections, keypairs: keyPairs, private_keys: privateKeys, passwords },
    ...{ switched_off: switchedOff, programs_not_taken: programs },
  }
}

function sentences(report: RestoreReport): string[] {
  const { restored, privateKeys, passwords, switchedOff, programs } = report
  const counts = {
    tasks: say('cli.restoredTasks', {}, restored.tasks),
    connections: say('cli.restoredConnections', {}, restored.connections),
    keyPairs: say('cli.restoredKeyPairs', {}, restored.keyPairs),
  }
  return [
    say('cli.restored', counts),
    ...switchedOff.map(({ id, name }) => say('cli.switchedOff', { id, name })),
    ...programs.map((program) => say('cli.programNotTaken', { program })),
    ...privateKeys.map((name) => say('cli.giveKey', { name })),
    ...passwords.map(({ id, name }) => say('cli.givePassword', { id, name })),
  ]
}

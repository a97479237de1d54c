import type { CommandSpec } from './command-specs'

export const CREDENTIAL_GROUPS: readonly string[] = ['connections', 'keypairs']

/** Options of these commands alone, in the form node:util's parseArgs takes. */
export const CREDENTIAL_OPTIONS = {
  port: { type: 'string' },
  path: { type: 'string' },
  pull: { type: 'boolean' },
  type: { type: 'string' },
  cascade: { type: 'boolean' },
  private: { type: 'boolean' },
  'allow-basic-text': { type: 'boolean' },
} as const

export type CredentialOption = keyof typeof CREDENTIAL_OPTIONS

const list = { id: 'none', file: 'none', options: [] } as const
const byId = { id: 'required', file: 'none' } as const
const fromFile = { file: 'option' } as const

export const CREDENTIAL_COMMANDS: Readonly<Record<string, CommandSpec>> = {
  password: {
    id: 'required',
    file: 'optional',
    usage: 'password ID --file F|- | --remove',
    help: 'modulePassword.help',
    options: ['file', 'remove', 'allow-basic-text'],
  },
  'connections list': { ...list, usage: 'connections list', help: 'commands.connections.list' },
  'connections get': {
    ...byId,
    usage: 'connections get ID',
    help: 'commands.connections.get',
    options: [],
  },
  'connections create': {
    ...fromFile,
    usage: 'connections create --file F|-',
    help: 'commands.connections.create',
    id: 'none',
    options: ['file'],
  },
  'connections update': {
    ...fromFile,
    usage: 'connections update ID --file F|-',
    help: 'commands.connections.update',
    id: 'required',
    options: ['file'],
  },
  'connections test': {
    ...fromFile,
    usage: 'connections test ID | --file F|- [--path P [--pull]]',
    help: 'commands.connections.test',
    id: 'or-file',
    options: ['file', 'path', 'pull'],
  },
  'connections discover': {
    id: 'none',
    operand: 'ID|HOST',
    file: 'none',
    usage: 'connections discover ID|HOST [--port N]',
    help: 'commands.connections.discover',
    options: ['port'],
  },
  'connections delete': {
    ...byId,
    usage: 'connections delete ID [--cascade]',
    help: 'commands.connections.delete',
    options: ['cascade'],
  },
  'keypairs list': { ...list, usage: 'keypairs list', help: 'commands.keypairs.list' },
  'keypairs generate': {
    id: 'none',
    operand: 'NAME',
    file: 'none',
    usage: 'keypairs generate NAME [--type ed25519|rsa|ecdsa]',
    help: 'commands.keypairs.generate',
    options: ['type', 'allow-basic-text'],
  },
  'keypairs import': {
    ...fromFile,
    usage: 'keypairs import --file F|-',
    help: 'commands.keypairs.import',
    id: 'none',
    options: ['file', 'allow-basic-text'],
  },
  'keypairs rename': {
    ...byId,
    operand: 'NAME',
    usage: 'keypairs rename ID NAME',
    help: 'commands.keypairs.rename',
    options: [],
  },
  'keypairs export': {
    ...byId,
    usage: 'keypairs export ID [--private]',
    help: 'commands.keypairs.export',
    options: ['private'],
  },
  'keypairs delete': {
    ...byId,
    usage: 'keypairs delete ID [--cascade]',
    help: 'commands.keypairs.delete',
    options: ['cascade'],
  },
}

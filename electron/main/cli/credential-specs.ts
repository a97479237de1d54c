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
  'connections list': { ...list, usage: 'connections list', help: 'the saved SSH connections' },
  'connections get': {
    ...byId,
    usage: 'connections get ID',
    help: 'an SSH connection as JSON',
    options: [],
  },
  'connections create': {
    ...fromFile,
    usage: 'connections create --file F|-',
    help: 'a new SSH connection from JSON; "password" installs its public key, once',
    id: 'none',
    options: ['file'],
  },
  'connections update': {
    ...fromFile,
    usage: 'connections update ID --file F|-',
    help: 'changes what the JSON names',
    id: 'required',
    options: ['file'],
  },
  'connections test': {
    ...fromFile,
    usage: 'connections test ID | --file F|- [--path P [--pull]]',
    help: 'tries it step by step, up to writing to (reading from) a path',
    id: 'or-file',
    options: ['file', 'path', 'pull'],
  },
  'connections discover': {
    id: 'none',
    operand: 'ID|HOST',
    file: 'none',
    usage: 'connections discover ID|HOST [--port N]',
    help: 'the host keys a host shows, with their fingerprints; saves nothing',
    options: ['port'],
  },
  'connections delete': {
    ...byId,
    usage: 'connections delete ID [--cascade]',
    help: 'removes it; --cascade also disables the tasks that use it',
    options: ['cascade'],
  },
  'keypairs list': { ...list, usage: 'keypairs list', help: 'the SSH key pairs' },
  'keypairs generate': {
    id: 'none',
    operand: 'NAME',
    file: 'none',
    usage: 'keypairs generate NAME [--type ed25519|rsa|ecdsa]',
    help: 'a new key pair',
    options: ['type', 'allow-basic-text'],
  },
  'keypairs import': {
    ...fromFile,
    usage: 'keypairs import --file F|-',
    help: 'a key pair from JSON: name, private_key, passphrase',
    id: 'none',
    options: ['file', 'allow-basic-text'],
  },
  'keypairs rename': {
    ...byId,
    operand: 'NAME',
    usage: 'keypairs rename ID NAME',
    help: 'gives it another name; the key stays the same',
    options: [],
  },
  'keypairs export': {
    ...byId,
    usage: 'keypairs export ID [--private]',
    help: 'the public key, or the private key, on standard output',
    options: ['private'],
  },
  'keypairs delete': {
    ...byId,
    usage: 'keypairs delete ID [--cascade]',
    help: 'removes it; --cascade also removes the connections that use it',
    options: ['cascade'],
  },
}

import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isThisComputer, leadsToThisComputer } from '@core/system/this-computer'

const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])

it.each([
  'localhost',
  '127.0.0.1',
  '127.1.2.3',
  '::1',
  '0:0:0:0:0:0:0:1',
  hostname(),
  hostname().toUpperCase(),
  `${hostname()}.`,
  `${hostname().split('.')[0]}.local`,
  ...addresses.map(({ address }) => address),
])('%s is this computer', (host) => expect(isThisComputer(host)).toBe(true))

it.each(['nas', '192.0.2.1', '2001:db8::1', `${hostname()}x`, ''])('%s is none of it', (host) =>
  expect(isThisComputer(host)).toBe(false),
)

const inHosts = readFileSync('/etc/hosts', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('127.'))
  .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))

it.each([
  ...['0.0.0.0', '0', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '::'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:7f00:1'],
  ...[...inHosts, hostname(), 'localhost'],
])('%s leads to this computer', async (host) => expect(await leadsToThisComputer(host)).toBe(true))

it.each(['192.0.2.1', '::ffff:192.0.2.1', '3221225985', 'nas.invalid', '-x', ''])(
  '%s leads elsewhere, or nowhere',
  async (host) => expect(await leadsToThisComputer(host)).toBe(false),
)

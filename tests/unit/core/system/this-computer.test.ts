import { hostname, networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isThisComputer } from '@core/system/this-computer'

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

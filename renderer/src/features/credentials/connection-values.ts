import { CONNECTION_DEFAULTS, type SshConnection } from '@common/ssh/credentials'
import { typedNumber } from '../../format/typed-number'

/** The choice of a key that is made together with the connection. */
export const GENERATE_NEW = 0

/** What the form of a connection holds, numbers as typed. */
export interface ConnectionValues {
  name: string
  host: string
  port: string
  username: string
  keypairId: number
  remoteHostKey: string
  connectTimeout: string
  password: string
}

export function connectionValues(connection: SshConnection | null): ConnectionValues {
  const { port, username, remoteHostKey, connectTimeout } = connection ?? CONNECTION_DEFAULTS
  return {
    name: connection?.name ?? '',
    host: connection?.host ?? '',
    port: String(port),
    username,
    keypairId: connection?.keypairId ?? GENERATE_NEW,
    remoteHostKey,
    connectTimeout: String(connectTimeout),
    password: '',
  }
}

/** The settings as main takes them. */
export function connectionSettings(values: ConnectionValues, keypairId: number) {
  const { name, host, port, username, remoteHostKey, connectTimeout } = values
  return {
    ...{ name, host: host.trim(), port: typedNumber(port), username, keypairId, remoteHostKey },
    connectTimeout: typedNumber(connectTimeout),
  }
}

/** Where the host is, to ask it for its keys. */
export function placeOf({ host, port, connectTimeout }: ConnectionValues) {
  return {
    host: host.trim(),
    port: typedNumber(port),
    connectTimeout: typedNumber(connectTimeout),
  }
}

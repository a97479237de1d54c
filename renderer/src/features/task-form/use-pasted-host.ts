import { readPastedHost } from '@common/task/pasted-host'
import { bracketed } from '@common/task/remote-host'
import type { Mode } from '@common/task/task'
import { useFormField } from './use-form-field'

/**
 * Puts what was pasted as Remote Host into the fields that it belongs to, once the field is left:
 * a port, and the path of a URL. Of a module the port is part of the host.
 */
export function usePastedHost() {
  const { value: mode } = useFormField('mode')
  const { value: remoteHost } = useFormField('remoteHost')
  const { value: remotePort } = useFormField('remotePort')
  const { value: portAsSshHasIt } = useFormField('portAsSshHasIt')
  const { value: remotePath } = useFormField('remotePath')
  return () => {
    const isSsh = (mode.value satisfies Mode) === 'SSH'
    const pasted = isSsh ? readPastedHost(remoteHost.value) : null
    if (pasted === null) return
    const { user, host, port, path } = pasted
    remoteHost.value = `${user === null ? '' : `${user}@`}${bracketed(host)}`
    if (port !== null) {
      remotePort.value = String(port)
      portAsSshHasIt.value = false
    }
    if (path !== null && remotePath.value === '') remotePath.value = path
  }
}

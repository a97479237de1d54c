import { hangAs } from '../../support/dbus-session'
import { waitUntil } from '../../support/processes'
import { countWindows, expect, test } from './desktop'
import { windowsOf } from './real-keys'

test('a panel that hangs holds up neither the question of a link nor a way to get hold of a hidden app', async ({
  desktop,
}) => {
  const panel = await hangAs(desktop.session.address, 'org.kde.StatusNotifierWatcher')
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1' }])
  const asking = await desktop.start({ args: ['rsync-tasks://run/1'] })
  const { pid } = asking.process()
  await waitUntil(async () => (await windowsOf(pid)).length > 0, { what: 'the question' })
  const ended = asking.waitForEvent('close')
  asking.process().kill('SIGTERM')
  await ended
  const hidden = await desktop.start({ args: ['--hidden'] })
  await expect.poll(() => countWindows(hidden), { timeout: 20_000 }).toBe(1)
  panel.close()
})

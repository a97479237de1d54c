import { expect, it, onTestFinished } from 'vitest'
import { Bus } from '@core/dbus/bus'
import { TrayPresence } from '@main/tray/tray-presence'
import { startDbusSession } from '../../support/dbus-session'
import { waitUntil } from '../../support/processes'
import { startTrayHost } from '../../support/tray-host'

async function aDesktop() {
  const session = await startDbusSession()
  const presence = new TrayPresence(() => Bus.connect(session.address))
  onTestFinished(() => {
    presence.stop()
    session.stop()
  })
  const until = (isThere: boolean) =>
    waitUntil(() => (presence.tray !== null) === isThere, { what: `a tray: ${isThere}` })
  return { session, presence, until }
}

it('a tray is seen that is there, goes, and comes back as another', async () => {
  const { session, presence, until } = await aDesktop()
  const first = await startTrayHost(session.address)
  await presence.start()
  const before = presence.tray
  expect(before).not.toBeNull()
  first.stop()
  await until(false)
  const second = await startTrayHost(session.address)
  onTestFinished(() => second.stop())
  await until(true)
  expect(presence.tray).not.toBe(before)
})

it('there is no tray on a bare desktop, on one whose bus ends, and where there is no bus', async () => {
  const { session, presence, until } = await aDesktop()
  await presence.start()
  expect(presence.tray).toBeNull()
  const tray = await startTrayHost(session.address)
  await until(true)
  session.stop()
  await until(false)
  tray.stop()
  const nowhere = new TrayPresence(() => Bus.connect('unix:path=/nowhere/bus'))
  await nowhere.start()
  expect(nowhere.tray).toBeNull()
})

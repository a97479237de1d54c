import { Variant } from '@core/dbus/marshal'
import type { Bus } from '@core/dbus/bus'
import { ownName } from './dbus-session'
import { waitUntil } from './processes'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const ITEM = 'org.kde.StatusNotifierItem'
const MENU = 'com.canonical.dbusmenu'

/** An entry of a tray menu as a panel sees it. */
export interface MenuEntry {
  readonly id: number
  readonly label: string
  readonly isEnabled: boolean
  readonly children: readonly MenuEntry[]
}

/** The tray of a desktop: a real StatusNotifierWatcher with a host, as a panel has it. */
export interface TrayHost {
  /** Names of the items that registered and are still there. */
  items(): Promise<string[]>
  /** The menu of the only item. */
  menu(): Promise<readonly MenuEntry[]>
  /** Clicks what stands at that place of the menu, from its first level down. */
  click(...labels: readonly (string | RegExp)[]): Promise<void>
  /** A property of the only item, such as `ToolTip` or `IconPixmap`. */
  property(name: string): Promise<unknown>
  stop(): void
}

type Layout = [number, [string, unknown][], Layout[]]

export async function startTrayHost(address: string): Promise<TrayHost> {
  const registered: string[] = []
  const bus = await ownName(address, WATCHER, (call) => {
    if (call.member === 'RegisterStatusNotifierItem') {
      registered.push(String(call.body[0]))
      return { signature: '', body: [] }
    }
    if (call.member === 'Get') {
      const isAsked = call.body[1] === 'IsStatusNotifierHostRegistered'
      return { signature: 'v', body: [isAsked ? new Variant('b', true) : new Variant('i', 0)] }
    }
    return null
  })
  const items = async () => {
    const owned = await Promise.all(registered.map((name) => bus.callBus('NameHasOwner', name)))
    return registered.filter((_, i) => owned[i]?.[0] === true)
  }
  const item = () =>
    waitUntil(async () => (await items()).at(-1), {
      what: 'an icon in the tray',
    })
  const property = async (name: string) => get(bus, await item(), '/StatusNotifierItem', ITEM, name)
  const menu = async () => {
    const place = {
      destination: await item(),
      path: String(await property('Menu')),
      interface: MENU,
    }
    const call = { ...place, member: 'GetLayout', signature: 'iias', body: [0, -1, []] }
    const [, layout] = await bus.call(call)
    return entryOf(layout as Layout).children
  }
  const click = async (...labels: readonly (string | RegExp)[]) => {
    const place = {
      destination: await item(),
      path: String(await property('Menu')),
      interface: MENU,
    }
    const hits = async () => {
      const entry = find(await menu(), labels)
      if (!entry) return false
      const body = [entry.id, 'clicked', new Variant('i', 0), 0]
      const call = { ...place, member: 'Event', signature: 'isvu', body }
      return bus.call(call).then(
        () => true,
        // The menu was replaced meanwhile. Any other error is an app that quits on the click.
        ({ message }: Error) => !message.includes('error occurred in Event'),
      )
    }
    await waitUntil(hits, { what: `${labels.join(' > ')} in the tray's menu` })
  }
  return { items, menu, click, property, stop: () => bus.close() }
}

/** The entry at a place of the menu, if it can be clicked. */
export function find(
  menu: readonly MenuEntry[],
  [label, ...deeper]: readonly (string | RegExp)[],
): MenuEntry | null {
  const fits = (text: string) => (label instanceof RegExp ? label.test(text) : text === label)
  const entry = menu.find((one) => fits(one.label) && one.isEnabled)
  if (!entry) return null
  return deeper.length === 0 ? entry : find(entry.children, deeper)
}

function entryOf([id, properties, children]: Layout): MenuEntry {
  const { label, enabled } = Object.fromEntries(properties)
  return {
    id,
    // In a menu on the bus one underscore marks an access key.
    label: String(label ?? '').replaceAll('__', '_'),
    isEnabled: enabled !== false,
    children: children.map(entryOf),
  }
}

async function get(bus: Bus, destination: string, path: string, owner: string, name: string) {
  const [value] = await bus.call({
    destination,
    path,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [owner, name],
  })
  return value
}

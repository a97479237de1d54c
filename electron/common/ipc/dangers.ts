import type { InvokeChannel } from './contract'

/**
 * What a call can do outside of the data folder, which is what a hijacked page could do with it.
 *
 * - `inside`: nothing; it reads or changes the app's own data.
 * - `lists`: it reads names of folders or users.
 * - `dialog`: it reads or writes one file that a person picks in main's dialog.
 * - `fixed`: it starts or writes something of a fixed form, in a fixed place.
 * - `remote`: it starts ssh or rsync for a host that the page names, with options of ours.
 * - `task`: it starts what a stored task says.
 * - `settings`: the page says what is stored or started. Main asks a person where that runs another
 *   program or writes a file beside what is copied (`main/ipc/consent.ts`).
 */
export type CallDanger = 'inside' | 'lists' | 'dialog' | 'fixed' | 'remote' | 'task' | 'settings'

/** Every call of the contract; one without a decision does not compile. */
export const CALL_DANGERS = {
  'app:getInfo': 'inside',
  'app:setAppearance': 'inside',
  'clock:confirm': 'inside',
  'tasks:list': 'inside',
  'tasks:first': 'inside',
  'tasks:create': 'settings',
  'tasks:update': 'settings',
  'tasks:delete': 'inside',
  'tasks:undelete': 'inside',
  'tasks:duplicate': 'inside',
  'exchange:read': 'remote',
  'exchange:readFile': 'dialog',
  'exchange:import': 'settings',
  'exchange:save': 'dialog',
  'backup:save': 'dialog',
  'backup:readFile': 'dialog',
  'backup:restore': 'settings',
  'tasks:showCommand': 'inside',
  'runs:start': 'task',
  'previews:start': 'settings',
  'previews:get': 'inside',
  'previews:page': 'inside',
  'previews:stop': 'inside',
  'previews:close': 'inside',
  'previews:run': 'task',
  'runs:stop': 'inside',
  'runs:list': 'inside',
  'logs:read': 'inside',
  'logs:readMatches': 'inside',
  'logs:download': 'dialog',
  'users:list': 'lists',
  'folders:choose': 'dialog',
  'folders:list': 'lists',
  'history:list': 'inside',
  'history:export': 'dialog',
  'settings:get': 'inside',
  'settings:update': 'inside',
  'programs:get': 'inside',
  'programs:update': 'settings',
  'schedules:pause': 'inside',
  'schedules:resume': 'inside',
  'credentials:list': 'inside',
  'credentials:undelete': 'inside',
  'keyPairs:generate': 'inside',
  'keyPairs:import': 'inside',
  'keyPairs:rename': 'inside',
  'keyPairs:delete': 'inside',
  'keyPairs:download': 'dialog',
  'keyPairs:readFile': 'dialog',
  'connections:create': 'remote',
  'connections:update': 'inside',
  'connections:delete': 'inside',
  'connections:test': 'remote',
  'connections:installKey': 'remote',
  'hostKeys:discover': 'remote',
  'hostKeys:describe': 'inside',
  'hostKeys:trust': 'fixed',
  'remote:listFolders': 'remote',
  'remote:listModules': 'remote',
  'secrets:getStorage': 'inside',
  'secrets:allowPlain': 'inside',
  'practice:create': 'fixed',
  'desktop:get': 'inside',
  'desktop:update': 'fixed',
  'window:ready': 'inside',
  'window:keep': 'inside',
  'window:kept': 'inside',
} as const satisfies Readonly<Record<InvokeChannel, CallDanger>>

/** The calls that a person may have to allow. */
export type AskedChannel = {
  [C in InvokeChannel]: (typeof CALL_DANGERS)[C] extends 'settings' ? C : never
}[InvokeChannel]

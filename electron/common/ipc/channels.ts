import type { EventChannel, InvokeChannel } from './contract'

/** Every channel at run time; the types make a forgotten or invented one fail to compile. */
export const INVOKE_CHANNELS = Object.keys({
  'app:getInfo': true,
  'app:setAppearance': true,
  'tasks:list': true,
  'tasks:create': true,
  'tasks:update': true,
  'tasks:delete': true,
  'tasks:undelete': true,
  'tasks:showCommand': true,
  'runs:start': true,
  'runs:stop': true,
  'runs:list': true,
  'logs:read': true,
  'logs:readMatches': true,
  'logs:download': true,
  'users:list': true,
  'folders:choose': true,
  'folders:list': true,
  'history:list': true,
  'history:export': true,
  'settings:get': true,
  'settings:update': true,
  'schedules:pause': true,
  'schedules:resume': true,
  'practice:create': true,
  'desktop:get': true,
  'desktop:update': true,
  'window:ready': true,
} satisfies Record<InvokeChannel, true>) as readonly InvokeChannel[]

export const EVENT_CHANNELS = Object.keys({
  'tasks:changed': true,
  'tasks:removed': true,
  'settings:changed': true,
  'menu:chosen': true,
  'desktop:changed': true,
  'window:asked': true,
  'runs:progressed': true,
} satisfies Record<EventChannel, true>) as readonly EventChannel[]

import { test as base } from '@playwright/test'
import { privateDesktop } from '../../build/scripts/test/helpers.mjs'

/** Every worker has a screen and a session of its own: the focus and the keys are its windows' alone. */
export const test = base.extend<object, { readonly ownScreen: undefined }>({
  ownScreen: [
    async ({}, use) => {
      process.env = await privateDesktop()
      await use(undefined)
    },
    { scope: 'worker', auto: true },
  ],
})

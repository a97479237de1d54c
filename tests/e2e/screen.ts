import { test as base } from '@playwright/test'
import { privateDesktop } from '../../build/scripts/test/helpers.mjs'

/** Every worker has a screen and a session of its own: the focus and the keys are its windows' alone. */
export const test = base.extend<object, { readonly ownScreen: undefined }>({
  ownScreen: [
    async ({}, use) => {
      const desktop = await privateDesktop()
      for (const name of Object.keys(process.env)) if (!(name in desktop)) delete process.env[name]
      Object.assign(process.env, desktop)
      await use(undefined)
    },
    { scope: 'worker', auto: true },
  ],
})

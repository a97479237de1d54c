import { createPinia, setActivePinia, type Pinia } from 'pinia'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import type { Component } from 'vue'
import '@renderer/features/shell/AppDialogs.vue'
import AppShell from '@renderer/features/shell/AppShell.vue'
import { i18n } from '@renderer/i18n/i18n'
import { loadScreens, makeRouter } from '@renderer/plugins/router'
import { makeVuetify } from '@renderer/plugins/vuetify'
import { vi } from 'vitest'
import type { InMemoryBridge } from '../support/in-memory-bridge'

// happy-dom has no visual viewport; Vuetify places every overlay by it.
Object.assign(globalThis, { visualViewport: new EventTarget() })

// The page loads these later; what that takes here belongs to no test's time.
await loadScreens()

const mounted: VueWrapper[] = []
let pinia: Pinia

let isShared = false

/** Takes away what a test mounted, unless the tests of its file share it. */
export function unmountAll(): void {
  if (isShared) return
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.innerHTML = ''
  localStorage.clear()
  history.replaceState(null, '', '/')
}

/** Puts main's side in place and starts with fresh stores. */
export function useBridge(bridge: InMemoryBridge): InMemoryBridge {
  Object.defineProperty(window, 'rsyncTasks', { value: bridge, configurable: true })
  pinia = createPinia()
  setActivePinia(pinia)
  return bridge
}

/** Mounts a component with everything the app gives it. Call `useBridge` first. */
export async function mountWith(component: Component, props: Record<string, unknown> = {}) {
  const router = makeRouter()
  const wrapper = mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [pinia, makeVuetify(), i18n, router] },
  })
  mounted.push(wrapper)
  await router.isReady()
  await settle()
  return wrapper
}

/** The whole window. */
export function mountApp(): Promise<VueWrapper> {
  return mountWith(AppShell)
}

/** The whole window for all tests of a file, which share it; answers with what takes it away. */
export async function mountForGood(): Promise<() => void> {
  const wrapper = await mountApp()
  mounted.splice(mounted.indexOf(wrapper), 1)
  isShared = true
  return () => {
    isShared = false
    wrapper.unmount()
  }
}

/** Lets what is being loaded, promises, redraws and vee-validate's short batches come to an end. */
export async function settle(): Promise<void> {
  await flushPromises()
  await vi.dynamicImportSettled()
  for (let i = 0; i < 4; i++) {
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 6))
  }
  await flushPromises()
}

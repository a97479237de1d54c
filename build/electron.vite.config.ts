import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import vuetify from 'vite-plugin-vuetify'
import { alias } from './alias.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Electron reads icons as files, and finds `@2x` and `Template` by their names: no hashes. */
const copyIcons: Plugin = {
  name: 'copy-icons',
  closeBundle: () => {
    const [from, to] = [`${root}/build/icons`, `${root}/out/main/icons`]
    cpSync(`${from}/tray`, `${to}/tray`, {
      recursive: true,
      filter: (file) => !file.endsWith('.svg'),
    })
    cpSync(`${from}/app/256x256.png`, `${to}/app.png`)
  },
}

/** Names the rules that tasks are checked by: other sources or other packages, another name. */
function rulesId(): string {
  const hash = createHash('sha256')
  const names = readdirSync(`${root}/electron`, { recursive: true, encoding: 'utf8' })
  const sources = names.filter((name) => name.endsWith('.ts')).map((name) => `electron/${name}`)
  for (const file of ['package-lock.json', ...sources.sort()]) {
    hash.update(readFileSync(`${root}/${file}`))
  }
  return hash.digest('hex').slice(0, 16)
}

export default defineConfig({
  main: {
    plugins: [copyIcons],
    resolve: { alias },
    define: {
      // Bundled packages would warn developers otherwise, on the standard error output of every command.
      'process.env.NODE_ENV': JSON.stringify('production'),
      'process.env.RULES_ID': JSON.stringify(rulesId()),
    },
    build: {
      outDir: `${root}/out/main`,
      // A hundred small files of theirs would be looked for and read at each start.
      externalizeDeps: { exclude: ['electron-store', 'node-schedule'] },
      rollupOptions: {
        input: { index: `${root}/electron/main/index.ts` },
        output: {
          // All beside each other, so that the way to preload and icons is the same from each.
          chunkFileNames: '[name]-[hash].js',
          // V8 keeps the text of a file as long as the app lives. Licenses stay.
          comments: { legal: true, annotation: false, jsdoc: false },
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: `${root}/out/preload`,
      externalizeDeps: false,
      // A sandboxed preload is one CommonJS file: it can neither import nor require other files.
      rollupOptions: {
        input: { index: `${root}/electron/preload/index.ts` },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: `${root}/renderer`,
    resolve: { alias },
    plugins: [vue(), vuetify({ autoImport: true })],
    // The app's own protocol puts a fresh nonce here on every load (see app-protocol.ts).
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      outDir: `${root}/out/renderer`,
      emptyOutDir: true,
      minify: 'oxc',
      // Inlined assets would need `data:` in the content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: `${root}/renderer/index.html`,
        // The first screen is one file: each further one is a further question to a busy main.
        output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
      },
    },
  },
})

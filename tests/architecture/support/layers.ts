import { importsOf, resolve, type Finding, type Source } from './source'

interface Layer {
  readonly folder: string
  /** Folders of the project it may import from. */
  readonly folders: readonly string[]
  readonly packages: readonly string[]
}

const COMMON = 'electron/common/'
const CORE = 'electron/core/'

/** Who may stand on what. `node:` is every module of Node. */
export const LAYERS: readonly Layer[] = [
  { folder: COMMON, folders: [COMMON], packages: ['yup', '@intlify/core-base'] },
  { folder: CORE, folders: [COMMON, CORE], packages: ['node:', 'node-schedule', 'ssh2'] },
  // The one place for electron-store; first, because it is also in main.
  {
    folder: 'electron/main/adapters/',
    folders: [COMMON, CORE, 'electron/main/'],
    packages: ['node:', 'electron', 'electron-store'],
  },
  {
    folder: 'electron/main/',
    folders: [COMMON, CORE, 'electron/main/'],
    packages: ['node:', 'electron'],
  },
  { folder: 'electron/preload/', folders: [COMMON], packages: ['electron'] },
  {
    folder: 'renderer/',
    folders: [COMMON, 'renderer/'],
    packages: [
      ...['vue', 'vue-router', 'vue-i18n', 'pinia', 'vuetify', 'vee-validate', 'yup', 'cronstrue'],
      ...['@mdi/js', '@fontsource-variable/roboto'],
    ],
  },
]

/** Imports that go against the direction of the layers. */
export function layerFindings(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => {
    const layer = LAYERS.find(({ folder }) => source.path.startsWith(folder))
    if (!layer) return [`${source.path}:1 is in no layer` as const]
    return importsOf(source)
      .filter(({ specifier }) => !isAllowed(layer, source.path, specifier))
      .map(({ line, specifier }): Finding => `${source.path}:${line} may not import ${specifier}`)
  })
}

function isAllowed(layer: Layer, from: string, specifier: string): boolean {
  const target = resolve(from, specifier)
  if ('package' in target) return layer.packages.includes(target.package)
  return layer.folders.some((folder) => target.file.startsWith(folder))
}

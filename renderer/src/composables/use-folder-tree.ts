import type { FolderListing } from '@common/ipc/contract'
import { computed, reactive, shallowReactive, shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { t } from '../i18n/i18n'

interface Folder {
  readonly name: string
  readonly path: string
  /** True where another file system begins. */
  readonly isMountPoint: boolean
}

const ROOT: Folder = { name: '/', path: '/', isMountPoint: true }

type Loaded = FolderListing | { readonly error: string }

export interface TreeFolder extends Folder {
  readonly kind: 'folder'
  readonly depth: number
  readonly isExpanded: boolean
}

/** A line that says something about the folder above it: unreadable, empty, more than listed. */
export interface TreeNote {
  readonly kind: 'note'
  readonly path: string
  readonly depth: number
  readonly text: string
}

/** The way out of the folder at the top, to the one around it. */
export interface TreeUp {
  readonly kind: 'up'
  readonly path: string
  readonly depth: number
}

export type TreeLine = TreeFolder | TreeNote | TreeUp

/**
 * Asks for the folders in a folder. The answer to an empty path, which is where one is after the
 * login, says which folder that is.
 */
export type ListFolders = (
  path: string,
  showHidden: boolean,
) => Promise<FolderListing & { readonly path?: string }>

/** The folders of this computer. */
export const listLocalFolders: ListFolders = (path, showHidden) =>
  invoke('folders:list', path, showHidden)

/**
 * Folders as lines of a tree; what is in a folder is asked for when it is opened.
 * @param start the folder at the top; empty for the one after the login
 */
export function useFolderTree(list: ListFolders, start: string) {
  const listings = shallowReactive(new Map<string, Loaded>())
  const expanded = reactive(new Set<string>([ROOT.path]))
  const showHidden = shallowRef(false)
  const top = shallowRef(ROOT)
  let hasStarted = false

  async function load(path: string): Promise<void> {
    const hidden = showHidden.value
    try {
      const listing = await list(path, hidden)
      if (hidden === showHidden.value) listings.set(path, listing)
    } catch (error) {
      listings.set(path, { error: asAppError(error).message })
    }
  }

  async function expand(path: string): Promise<void> {
    expanded.add(path)
    if (!listings.has(path)) await load(path)
  }

  const collapse = (path: string) => void expanded.delete(path)

  /** Makes a folder the top of the tree. */
  async function enter(path: string): Promise<void> {
    top.value = path === ROOT.path ? ROOT : { name: path, path, isMountPoint: false }
    await expand(path)
  }

  async function enterStart(): Promise<void> {
    hasStarted = true
    if (start !== '') return enter(start)
    try {
      const listing = await list('', showHidden.value)
      const path = listing.path ?? ROOT.path
      listings.set(path, listing)
      await enter(path)
    } catch (error) {
      listings.set(ROOT.path, { error: asAppError(error).message })
    }
  }

  /** Opens every folder above a path, as far as there are such folders. */
  async function reveal(path: string): Promise<void> {
    if (!hasStarted) await enterStart()
    if (!path.startsWith('/')) return
    if (!isInside(top.value.path, path)) await enter(ROOT.path)
    const depthOfTop = partsOf(top.value.path).length
    const parts = partsOf(path)
    for (let depth = depthOfTop + 1; depth < parts.length; depth++) {
      const folder = `/${parts.slice(0, depth).join('/')}`
      if (!lines.value.some((line) => line.path === folder)) return
      await expand(folder)
    }
  }

  /** With or without hidden folders: every open folder is read anew. */
  async function setShowHidden(show: boolean): Promise<void> {
    showHidden.value = show
    listings.clear()
    await Promise.all([...expanded].map(load))
  }

  function linesOf(folder: Folder, depth: number): TreeLine[] {
    const isExpanded = expanded.has(folder.path)
    const line: TreeFolder = { ...folder, kind: 'folder', depth, isExpanded }
    if (!isExpanded) return [line]
    const note = (text: string): TreeNote => ({
      ...{ kind: 'note', path: `${folder.path}\0`, depth: depth + 1, text },
    })
    const listing = listings.get(folder.path)
    if (!listing) return [line, note(t('tree.loading'))]
    if ('error' in listing) return [line, note(listing.error)]
    if (listing.names.length === 0) return [line, note(t('tree.empty'))]
    const children = listing.names.flatMap((name) => {
      const isMountPoint = listing.mountPoints.includes(name)
      return linesOf({ name, path: below(folder.path, name), isMountPoint }, depth + 1)
    })
    const more = listing.left === 0 ? [] : [note(t('tree.more', {}, listing.left))]
    return [line, ...children, ...more]
  }

  const lines = computed<TreeLine[]>(() => {
    const folders = linesOf(top.value, 0)
    if (top.value.path === ROOT.path) return folders
    return [{ kind: 'up', path: parentOf(top.value.path), depth: 0 }, ...folders]
  })

  return { lines, top, showHidden, setShowHidden, expand, collapse, reveal, enter }
}

const partsOf = (path: string) => path.split('/').filter((part) => part !== '')
const below = (path: string, name: string) => `${path.replace(/\/+$/, '')}/${name}`
const parentOf = (path: string) => `/${partsOf(path).slice(0, -1).join('/')}`

function isInside(folder: string, path: string): boolean {
  return folder === '/' || `${path}/`.startsWith(`${folder}/`)
}

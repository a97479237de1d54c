import type { FolderEntry, FolderListing } from '@common/ipc/contract'
import { computed, reactive, shallowReactive, shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { t } from '../i18n/i18n'

const ROOT: FolderEntry = { name: '/', path: '/', isMountPoint: true }

type Loaded = FolderListing | { readonly error: string }

export interface TreeFolder extends FolderEntry {
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

export type TreeLine = TreeFolder | TreeNote

/** Asks for the folders in a folder. */
export type ListFolders = (path: string, showHidden: boolean) => Promise<FolderListing>

/** The folders of this computer. */
export const listLocalFolders: ListFolders = (path, showHidden) =>
  invoke('folders:list', path, showHidden)

/** Folders as lines of a tree; what is in a folder is asked for when it is opened. */
export function useFolderTree(list: ListFolders) {
  const listings = shallowReactive(new Map<string, Loaded>())
  const expanded = reactive(new Set<string>())
  const showHidden = shallowRef(false)

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

  /** Opens every folder above a path, as far as there are such folders. */
  async function reveal(path: string): Promise<void> {
    await expand(ROOT.path)
    const parts = path.split('/').filter((part) => part !== '')
    for (let depth = 1; depth < parts.length; depth++) {
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

  function linesOf(folder: FolderEntry, depth: number): TreeLine[] {
    const isExpanded = expanded.has(folder.path)
    const line: TreeFolder = { ...folder, kind: 'folder', depth, isExpanded }
    if (!isExpanded) return [line]
    const note = (text: string): TreeNote => ({
      ...{ kind: 'note', path: `${folder.path}\0`, depth: depth + 1, text },
    })
    const listing = listings.get(folder.path)
    if (!listing) return [line, note(t('tree.loading'))]
    if ('error' in listing) return [line, note(listing.error)]
    if (listing.entries.length === 0) return [line, note(t('tree.empty'))]
    const children = listing.entries.flatMap((entry) => linesOf(entry, depth + 1))
    const more = listing.left === 0 ? [] : [note(t('tree.more', {}, listing.left))]
    return [line, ...children, ...more]
  }

  const lines = computed(() => linesOf(ROOT, 0))

  return { lines, showHidden, setShowHidden, expand, collapse, reveal }
}

import { say } from '@common/i18n/say'
import { ALL_CHANGES, MAX_CHANGE_PAGE, type Preview } from '@common/preview/preview'
import { ChangePages } from '../preview/change-pages'

/** What would have been deleted, as rsync writes it, for the log of a held run: the first page. */
export async function deletionsIn(folder: string, totals: Preview['totals']): Promise<string[]> {
  if (totals.deleted.count === 0) return []
  const query = { ...ALL_CHANGES, kinds: ['deleted'] as const }
  const { changes, total } = await new ChangePages().page(folder, query)
  const left = total - changes.length
  return [
    `# ${say('guard.wouldDelete')}`,
    ...changes.map(({ itemized, name }) => `${itemized} ${name}`),
    ...(left > 0 ? [`# ${say('guard.moreLeft', { shown: MAX_CHANGE_PAGE }, left)}`] : []),
  ]
}

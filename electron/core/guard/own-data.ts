import { removesSource } from '@common/guard/deletes'
import { literal } from '@common/rsync/filter-rules'
import type { TaskSettings } from '@common/task/task'
import type { Patience } from '../files/ask'
import { isInside, pathsOf, readMounts } from '../system/mounts'
import { realPathOf } from './place'
import { nameInTransfer } from './transfer-root'

/** The folder in which the app keeps settings and records, as it meets tasks. */
export class OwnData {
  constructor(private readonly folder: string) {}

  /**
   * Whether a local folder lies in it, by whatever name. The practice task has its files there.
   * @throws NoAnswer, or the reason of `patience.stop`
   */
  async holds(path: string, patience?: Patience): Promise<boolean> {
    const [own, paths] = await Promise.all([
      realPathOf(this.folder),
      pathsNow(await realPathOf(path, patience)),
    ])
    return paths.some((one) => isInside(one, own) && !isInside(one, `${own}/practice`))
  }

  /**
   * Rules, as words for rsync, that keep it out of a run whose local folder has it inside; none for
   * any other. A destination is not to be changed under the app at all, nor is a source from which
   * files are removed. From another source the settings go along; what the app writes all the time
   * would make every list another one.
   * @throws NoAnswer, or the reason of `patience.stop`
   */
  async rules(task: TaskSettings, patience?: Patience): Promise<readonly string[]> {
    const folder = await realPathOf(task.path, patience)
    const paths = await pathsNow(await realPathOf(this.folder))
    return paths
      .filter((path) => isInside(path, folder))
      .flatMap((path) => {
        const pattern = `/${literal(nameInTransfer(task, folder, path))}`
        const rules =
          task.direction === 'PUSH' && !removesSource(task)
            ? [`+ ${pattern}/settings.*`, `- ${pattern}/*`]
            : // With --delete-excluded the first one is for the other side only.
              [`- ${pattern}/***`, `P ${pattern}/***`]
        return rules.map((rule) => `--filter=${rule}`)
      })
  }
}

async function pathsNow(realPath: string): Promise<readonly string[]> {
  return pathsOf(realPath, (await readMounts()) ?? [])
}

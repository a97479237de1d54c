import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { parseLink } from './deep-link'

export interface LinkDeps {
  /** Name of a task; null when there is none of that number. */
  readonly nameOf: (taskId: number) => string | null
  /** Asks the person; a link never runs anything by itself. */
  readonly confirm: (name: string) => Promise<boolean>
  readonly run: (taskId: number) => Promise<unknown>
  readonly tell: (message: string) => void
}

/** Carries out links one after the other: two questions at once would confuse. */
export class LinkOpener {
  private last: Promise<void> = Promise.resolve()

  constructor(private readonly deps: LinkDeps) {}

  open(link: string): Promise<void> {
    this.last = this.last.then(() => this.carryOut(link).catch((error) => this.fail(error)))
    return this.last
  }

  private async carryOut(link: string): Promise<void> {
    const { nameOf, confirm, run, tell } = this.deps
    const request = parseLink(link)
    if (!request) return tell(say('links.unknown'))
    const name = nameOf(request.taskId)
    if (name === null) return tell(say('links.noTask', { id: request.taskId }))
    if (await confirm(name)) await run(request.taskId)
  }

  private fail(error: unknown): void {
    this.deps.tell(error instanceof AppError ? error.message : say('links.failed'))
  }
}

import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { parseLink } from './deep-link'

export interface LinkDeps {
  /** Name of a task; null when there is none of that number. */
  readonly nameOf: (taskId: number) => string | null
  /** Asks the person; a link never runs anything by itself. */
  readonly confirm: (name: string) => Promise<boolean>
  readonly run: (taskId: number) => Promise<unknown>
  /** Resolves once it was read. */
  readonly tell: (message: string) => Promise<unknown>
}

/**
 * Carries out links one after the other: two questions at once would confuse. A link that is
 * opened again while it waits is the same wish: a page that opens it a thousand times asks once.
 */
export class LinkOpener {
  private last: Promise<void> = Promise.resolve()
  private readonly waiting = new Map<string, Promise<void>>()

  constructor(private readonly deps: LinkDeps) {}

  open(link: string): Promise<void> {
    const known = this.waiting.get(link)
    if (known) return known
    this.last = this.last
      .then(() => this.carryOut(link).catch((error) => this.fail(error)))
      .finally(() => this.waiting.delete(link))
    this.waiting.set(link, this.last)
    return this.last
  }

  private async carryOut(link: string): Promise<void> {
    const { nameOf, confirm, run, tell } = this.deps
    const request = parseLink(link)
    if (!request) return void (await tell(say('links.unknown')))
    const name = nameOf(request.taskId)
    if (name === null) return void (await tell(say('links.noTask', { id: request.taskId })))
    if (await confirm(name)) await run(request.taskId)
  }

  private async fail(error: unknown): Promise<void> {
    await this.deps.tell(error instanceof AppError ? error.message : say('links.failed'))
  }
}

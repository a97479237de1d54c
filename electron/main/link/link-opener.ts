import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { parseLink, type LinkRequest } from './deep-link'

export interface LinkDeps {
  /** Name of a task; null when there is none of that number. */
  readonly nameOf: (taskId: number) => string | null
  /** Asks the person; a link never runs anything by itself. */
  readonly confirm: (name: string) => Promise<boolean>
  readonly run: (taskId: number) => Promise<unknown>
  /** Resolves once it was read. */
  readonly tell: (message: string) => Promise<unknown>
}

/** Questions that wait for an answer, the one that is asked among them. */
const MAX_WAITING = 3
const LEFT_OUT = 'left out'

/**
 * Carries out links one after the other: two questions at once would confuse. A link that asks for
 * what another asks for that still waits is the same wish, and links that lead nowhere are one
 * complaint: a page that opens a thousand of them, each written another way, asks a few times.
 */
export class LinkOpener {
  private last: Promise<void> = Promise.resolve()
  /** By what they ask for. */
  private readonly waiting = new Map<string, Promise<void>>()

  constructor(private readonly deps: LinkDeps) {}

  /** Resolves once the link was carried out, or what became of it was read. */
  open(link: string): Promise<void> {
    const request = parseLink(link)
    const wish = this.wishOf(request)
    const known = this.waiting.get(wish)
    if (known) return known
    const hasRoom = this.waiting.size < MAX_WAITING && !this.waiting.has(LEFT_OUT)
    if (hasRoom) return this.wait(wish, () => this.carryOut(request))
    const tell = async () => void (await this.deps.tell(say('links.leftOut')))
    return this.waiting.get(LEFT_OUT) ?? this.wait(LEFT_OUT, tell)
  }

  private wishOf(request: LinkRequest | null): string {
    if (!request) return 'unknown'
    return this.deps.nameOf(request.taskId) === null ? 'no task' : `run ${request.taskId}`
  }

  private wait(wish: string, carryOut: () => Promise<void>): Promise<void> {
    this.last = this.last
      .then(() => carryOut().catch((error) => this.fail(error)))
      .finally(() => this.waiting.delete(wish))
    this.waiting.set(wish, this.last)
    return this.last
  }

  private async carryOut(request: LinkRequest | null): Promise<void> {
    const { nameOf, confirm, run, tell } = this.deps
    if (!request) return void (await tell(say('links.unknown')))
    const name = nameOf(request.taskId)
    if (name === null) return void (await tell(say('links.noTask', { id: request.taskId })))
    if (await confirm(name)) await run(request.taskId)
  }

  private async fail(error: unknown): Promise<void> {
    await this.deps.tell(error instanceof AppError ? error.message : say('links.failed'))
  }
}

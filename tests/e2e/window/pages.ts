import { expect, type Locator, type Page } from '@playwright/test'

/** The Add / Edit Rsync Task panel, found by the labels of the page alone. */
export class TaskForm {
  readonly panel: Locator

  constructor(readonly page: Page) {
    this.panel = page.getByRole('dialog', { name: /(Add|Edit) Rsync Task/ })
  }

  async openNew(): Promise<this> {
    await this.page.getByRole('button', { name: /^Add/ }).first().click()
    await expect(this.panel).toBeVisible()
    return this
  }

  async fill(texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(texts)) await this.field(label).fill(text)
  }

  /** Chooses from a list of choices. */
  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.field(label).click()
    await this.page.getByRole('option', { name: option }).click()
  }

  field(label: string): Locator {
    return this.panel.getByLabel(label, { exact: true })
  }

  async save(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Save' }).click()
  }

  /** Saves and waits until the panel has closed, which it does only when all is well. */
  async saveWell(): Promise<void> {
    await this.save()
    await expect(this.panel).toBeHidden()
  }
}

/** The row of a task in the widget or the table. */
export class TaskRow {
  readonly row: Locator

  constructor(
    readonly page: Page,
    text: string,
  ) {
    this.row = page.getByRole('row').filter({ hasText: text })
  }

  state(word: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${word}`) }).first()
  }

  /** Chooses from the menu behind the three dots. */
  async menu(item: 'Edit' | 'Run job' | 'Preview' | 'Delete'): Promise<void> {
    await this.row.getByRole('button', { name: /more|actions|options|menu/i }).click()
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  async run(): Promise<void> {
    await this.menu('Run job')
    await this.page.getByRole('button', { name: 'Continue' }).click()
  }
}

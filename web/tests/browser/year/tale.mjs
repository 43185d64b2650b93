/** The year as it is told: its people, each at an own browser, what was visited, and what should not have been. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fits, judged, settled, shot, signIn, visitor } from '../driving.mjs'
import { withoutMouse } from '../keyboard.mjs'

/** A usual window at 400 %: what fits there fits a phone, too. */
const NARROW = 320

export class Tale {
  visited = []
  troubles = []
  /** What the pages showed, for those who compare it with the API. */
  seen = {}
  #pages = new Map()

  constructor(browser, base, given) {
    Object.assign(this, { browser, base }, given)
  }

  /** This person at the desk: signed in once, and found where the browser was left. */
  desk = (who) => this.#at(who, 'desktop', '')
  phone = (who) => this.#at(who, 'phone', '/m')
  async #at(who, size, way) {
    const key = `${who}@${size}`
    if (!this.#pages.has(key)) {
      const page = await this.stranger(size, key)
      const { username, password } = this.people[who]
      await signIn(page, this.base, way, username, password)
      this.#pages.set(key, page)
    }
    const page = this.#pages.get(key)
    await page.bringToFront()
    await page.evaluate(() => dispatchEvent(new Event('focus'))) // as a window says, but for one that is emulated
    return page
  }

  /** Somebody on another device. */
  async again(who) {
    const page = await this.stranger('phone', `${who}@second phone`)
    await signIn(page, this.base, '/m', this.people[who].username, this.people[who].password)
    return page
  }
  /** A browser in which nobody has signed in, and that has no mouse. */
  async stranger(size, label = `nobody@${size}`) {
    const page = await visitor(this.browser, this.base, size, this.troubles)
    await withoutMouse(page, this.troubles)
    return Object.assign(page, { label, size, way: size === 'phone' ? '/m' : '' })
  }

  /** What stands there: nothing that axe finds grave, nothing that scrolls sideways, and a picture at each width. */
  async look(page, name) {
    await settled(page)
    const where = `${page.label} ${name}`
    this.visited.push(where)
    this.troubles.push(...(await judged(page)).map((one) => `${where}: ${one}`))
    await shot(page, `${this.chapter} ${String(this.visited.length).padStart(3, '0')} ${where}`)
    await this.#narrow(page, where)
  }
  async #narrow(page, where) {
    const usual = page.viewportSize()
    await fits(page, NARROW, where, this.troubles)
    if (page.size === 'desktop') await shot(page, `${this.chapter} ${String(this.visited.length).padStart(3, '0')} ${where} narrow`)
    await page.setViewportSize(usual)
  }

  /** Somebody types the address of a screen that is another's, and reads why it stays shut. */
  async denied(page, path, words) {
    await page.goto(`${this.base}${page.way}${path}`)
    await page.locator('main', { hasText: words }).first().waitFor()
    await this.look(page, `denied ${path.replaceAll(/\d+/g, '')}`)
  }

  /** What is done in Excel, beside the system; the new workbook. */
  inExcel(...given) {
    const written = join(this.folder, `${this.chapter}-${given[0]}-${this.visited.length}.xlsx`)
    execFileSync(this.python, ['-m', 'tests.web.excel', written, ...given], { cwd: this.root, stdio: ['ignore', 'ignore', 'pipe'] })
    return written
  }

  async told(name, chapter) {
    this.chapter = name
    try {
      await chapter(this)
    } catch (wrong) {
      for (const page of this.#pages.values()) await shot(page, `failed ${name} ${page.label}`).catch(() => undefined)
      const [place] = wrong.stack.match(/year\/(?!tale|desk)\w+\.mjs:\d+/) ?? []
      throw new Error(`${name} at ${place}: ${wrong.message.split('\n').slice(0, 5).join('\n')}`)
    }
  }
}

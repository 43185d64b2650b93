/**
 * Somebody without a mouse: what a script clicks, ticks and fills is gone to with Tab, pressed with Enter, Space or an
 * arrow, and typed. A mouse event is a trouble, and so is a focus that is lost, covered or not marked where one acts.
 */
import { still } from './driving.mjs'
import { covered } from './focus.mjs'

/** So many rounds of going nearer, and then the control cannot be reached. */
const ROUNDS = 30
/** Playwright's words for an element that is gone. */
const MOVED = 'not attached'

/** In the page: the control that a keyboard would go to for this element, and the keys that press it. */
const controlOf = (one) => {
  const CAN = 'a[href], button, input, select, textarea, summary, [role=option], [tabindex="0"]'
  const label = one.closest('label')
  const drop = one.closest('.el-select')?.querySelector('input')
  return drop ?? (one.matches(CAN) ? one : label?.control ?? one.querySelector(CAN) ?? one.closest(CAN))
}

/** In the page: how many Tabs lead from where the focus is to this control; less than nothing is backwards. */
const distance = (target) => {
  const CAN = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]'
  const at = document.activeElement
  if (at === target) return 0
  const group = (one) => (one.type === 'radio' && one.name ? [...document.getElementsByName(one.name)].find((other) => other.checked) ?? one : one)
  const stops = [...document.querySelectorAll(CAN)].filter((one) => one === target || one === at ||
    (one.tabIndex >= 0 && !one.disabled && one.getClientRects().length && one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]') && group(one) === one))
  const from = stops.indexOf(at)
  const to = stops.indexOf(target)
  if (from >= 0) return to - from
  const before = stops.findIndex((one) => at !== document.body && at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
  return before >= 0 ? (to < before ? to - before : to - before + 1) : to + 1
}

/** In the page, before anything else: a mouse is told, and what was last acted on knows that it lost the focus. */
const watching = () => {
  for (const kind of ['pointerdown', 'mousedown']) addEventListener(kind, (event) => event.isTrusted && console.error(`${kind}: a mouse at ${event.target.outerHTML?.slice(0, 80)}`), true)
  addEventListener('resize', () => (window.acted = ''))
}
/** In the page: whether the focus has gone from the page since this person last acted on it, and stays away once nothing loads or is drawn. */
const lost = async () => {
  const gone = () => window.acted && document.hasFocus() && (!document.activeElement || document.activeElement === document.body)
  const loads = () => document.querySelector('.is-loading')
  for (let turn = 0; (turn < 10 || loads()) && gone(); turn += 1) await new Promise((later) => setTimeout(() => requestIdleCallback(later), 20))
  return gone() ? `the focus is lost after ${window.acted}` : ''
}

export async function withoutMouse(page, troubles) {
  await page.addInitScript(watching)
  const frame = page.mainFrame()
  const told = (what) => void (what && troubles.push(`${page.label ?? ''} ${new URL(page.url()).pathname}: ${what}`))
  const key = (name) => page.keyboard.press(name)

  /** Goes to the control with Tab, whichever way is shorter; where the estimate fails, ever onwards. */
  async function go(target, words) {
    for (let round = 0; round < ROUNDS; round += 1) {
      await target.waitForElementState('enabled')
      const away = await target.evaluate(distance)
      if (!away) return
      if (round > 5) await still(page) // a dialog that is closing holds the focus until it is gone
      const [name, times] = [away > 0 || round > 5 ? 'Tab' : 'Shift+Tab', round > 5 ? 1 : Math.abs(away)]
      for (let turn = 0; turn < times; turn += 1) await key(name)
    }
    throw new Error(`${words} is not reached with Tab`)
  }
  /** An option of the list that is open: the arrows go through it. */
  async function goInList(target, words) {
    for (let turn = 0; turn < 200; turn += 1) {
      if (await target.evaluate((one) => document.activeElement?.getAttribute('aria-activedescendant') === one.id || one === document.activeElement)) return
      await key('ArrowDown')
    }
    throw new Error(`${words} is not reached with the arrows`)
  }
  /** One of several that exclude each other: Tab leads to the group, the arrows through it. */
  async function goInGroup(target, words) {
    const entry = (await target.evaluateHandle((one) => [...document.getElementsByName(one.name)].find((other) => other.checked) ?? one)).asElement()
    await go(entry, words)
    for (let turn = 0; turn < 20 && !(await target.isChecked().catch(() => 'gone with what was chosen instead of it')); turn += 1) await key('ArrowRight')
  }

  async function found(selector, options) {
    const shown = await frame.waitForSelector(selector, { strict: options?.strict, state: 'visible' })
    await shown.waitForElementState('enabled')
    const target = (await shown.evaluateHandle(controlOf)).asElement()
    if (!target) throw new Error(`${selector} holds nothing for a keyboard`)
    return target
  }
  /** What is drawn anew meanwhile, or has become another row's, is looked for again. */
  async function reached(selector, options, times = 5) {
    try {
      return await reachedOnce(selector, options)
    } catch (wrong) {
      if (!times || !wrong.message.includes(MOVED)) throw wrong
      return reached(selector, options, times - 1)
    }
  }
  async function reachedOnce(selector, options) {
    told(await page.evaluate(lost))
    const target = await found(selector, options)
    const kind = await target.evaluate((one) => one.getAttribute('role') === 'option' ? 'option' : one.type === 'radio' && one.name ? 'radio' : one.type === 'checkbox' ? 'checkbox' : 'other')
    await ({ option: goInList, radio: goInGroup }[kind] ?? go)(target, selector)
    await still(page) // what lay on top may be going
    if (kind !== 'radio' && !(await target.evaluate((one, other) => one === other, await found(selector, options)))) throw new Error(MOVED)
    if (kind === 'checkbox' || kind === 'other') told(await page.evaluate(covered))
    await target.evaluate((one) => void (window.acted = one.outerHTML.slice(0, 100)))
    return { target, kind }
  }
  async function click(selector, options) {
    const { kind } = await reached(selector, options)
    if (kind !== 'radio') await key(kind === 'checkbox' ? 'Space' : 'Enter')
  }
  Object.assign(frame, {
    click,
    async dblclick(selector, options) {
      await click(selector, options)
      await key('Enter')
    },
    async check(selector, options) {
      const { target } = await reached(selector, options)
      if (!(await target.isChecked())) await key('Space')
    },
    async fill(selector, value, options) {
      await reached(selector, options)
      await key('Control+A')
      if (!value) await key('Delete')
      await page.keyboard.type(value)
    },
    async press(selector, name, options) {
      await reached(selector, options)
      await key(name)
    },
    focus: async (selector, options) => void (await reached(selector, options)),
    async setInputFiles(selector, files) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), click(selector)])
      await chooser.setFiles(files)
    },
  })
}

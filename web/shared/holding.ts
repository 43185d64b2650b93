/**
 * Keeps the focus where one worked: when the button that was pressed is gone with its row or its dialog, or can not be
 * pressed for a while, Tab would begin at the top of the page again, and a screen reader would say nothing.
 */
const seen = (one: Element) => one.isConnected && (one.checkVisibility?.() ?? one.getClientRects().length > 0)
const around = (one: Element | null): HTMLElement[] => (one && one !== document.body ? [one as HTMLElement, ...around(one.parentElement)] : [])

export function holdFocus(): void {
  /** What had the focus last, and all that it lay in; and the same of the page beneath the dialogs. */
  let trail: HTMLElement[] = []
  let beneath: HTMLElement[] = []
  /** Whether the person is leaving: with Tab, or by pressing elsewhere. */
  let leaving = false
  const nowhere = () => !document.activeElement || document.activeElement === document.body
  /** Whether what had the focus could not be pressed for a while. */
  let shut = false
  const focus = (one: HTMLElement | null | undefined) => {
    if (!one) return
    if (one.tabIndex < 0 && !one.hasAttribute('tabindex')) one.setAttribute('tabindex', '-1')
    one.focus({ preventScroll: true })
  }
  const hold = () => {
    const [last] = trail
    if (!nowhere() || !last) return
    if (seen(last) && !last.matches(':disabled')) return void (shut && focus(last)) // else it is on its way out
    shut = seen(last) && last.matches('.is-loading')
    if (!shut) focus([...trail, ...beneath, document.querySelector('main')].find((one) => one && seen(one) && !one.matches('#page, #dialogs, :disabled')))
  }
  addEventListener('focusin', ({ target }) => {
    if (target === document.body) return // where Element Plus puts it when a dialog is gone
    leaving = shut = false
    trail = around(target as Element)
    if (trail.some((one) => one.matches('main'))) beneath = trail
  })
  const left = () => {
    if (leaving && nowhere()) trail = []
    else hold()
  }
  addEventListener('keydown', ({ key }) => (leaving = key === 'Tab'), true)
  addEventListener('pointerdown', () => (leaving = true), true)
  // On its way to the next control the focus is nowhere, too: only what is so afterwards counts.
  addEventListener('blur', () => setTimeout(left), true)
  new MutationObserver(() => nowhere() && trail.length && setTimeout(hold)).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'class', 'style'] })
}

/**
 * Which page a device is led to from `/`: the phone's by its width and touch, unless the person has chosen. Nothing
 * leads from `/m` to `/` but the person, so there is no circle; the Yiban app always gets `/m`.
 */
const KEPT = 'zongce:page'
type Page = 'desk' | 'phone'

export const inYiban = (): boolean => /yiban/i.test(navigator.userAgent)

/** The app of another system that shows this page, by the name of its way to sign in. */
export const insideApp = (): string | undefined =>
  (Object.entries({ wecom: /wxwork/i, dingtalk: /dingtalk/i, yiban: /yiban/i }).find(([, words]) => words.test(navigator.userAgent)) ?? [])[0]
export const isPhone = (): boolean => matchMedia('(max-width: 760px)').matches && matchMedia('(pointer: coarse)').matches

/** Whether whoever comes to `/` wants the phone's page. */
export function wantsPhone(): boolean {
  if (inYiban()) return true
  const chosen = localStorage.getItem(KEPT)
  return chosen ? chosen === 'phone' : isPhone()
}

/** Kept on this device until the other page is chosen. */
export const choose = (page: Page): void => localStorage.setItem(KEPT, page)

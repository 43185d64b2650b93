/** What the sign-in page tells once after a sign-out: where else the person is still signed in. */
const KEPT = 'zongce:elsewhere'
export interface StillThere { label: string; address: string }

export function keepElsewhere(there: StillThere | null | undefined): void {
  if (there) sessionStorage.setItem(KEPT, JSON.stringify(there))
}

/** Taken away as it is read: the address may prove who one is. */
export function takeElsewhere(): StillThere | undefined {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  const there = kept ? (JSON.parse(kept) as StillThere) : undefined
  return there && /^https?:/.test(there.address) ? there : undefined
}

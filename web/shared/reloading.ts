import type { Router } from 'vue-router'

/**
 * A screen that could not be fetched: gone to when the network is back. Where there is one, another version was built
 * meanwhile: the whole page anew, once in a while, so that what is really broken does not turn round.
 */
export function goAnewWhereFetchingFails(router: Router, go = (to: string) => location.assign(to)): void {
  router.onError((wrong, to) => {
    if (!/import|module|fetch|preload/i.test(String(wrong?.message))) return
    if (!navigator.onLine) return addEventListener('online', () => void router.push(to.fullPath), { once: true })
    const now = Date.now()
    if (now - Number(sessionStorage.getItem('anew') ?? 0) < 10_000) return
    sessionStorage.setItem('anew', String(now))
    go(router.resolve(to.fullPath).href)
  })
}

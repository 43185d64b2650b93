import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { goAnewWhereFetchingFails } from '@shared/reloading'
import { Trouble } from '@shared/troubles'
import { SCREENS, routeOf } from './screens'
import { askStep, step, whoAmI } from './viewer'

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [
    { path: '/sign-in', name: 'signIn', component: () => import('./screens/account/SignIn.vue'), meta: { open: true } },
    { path: '/second-factor', name: 'secondFactor', component: () => import('./screens/account/SecondFactor.vue'), meta: { open: true } },
    { path: '/activate', name: 'activate', component: () => import('./screens/account/Activate.vue'), meta: { open: true } },
    ...SCREENS.map(routeOf),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  if (to.name === 'secondFactor' && !half()) {
    await askStep()
    if (!half()) return { name: 'signIn', query: to.query }
  }
  if (to.name === 'signIn') void askStep()
  if (to.meta.open) return true
  fetchAhead(to)
  const signIn = async () => (await askStep(), { name: half() ? 'secondFactor' : 'signIn', query: { next: to.fullPath } })
  try {
    return (await whoAmI()) ? true : signIn()
  } catch (wrong) {
    if (!(wrong instanceof Trouble)) throw wrong
    return wrong.kind === 'signedOut' ? signIn() : true
  }
})

const half = () => step.value === 'GIVE_CODE' || step.value === 'SET_UP'

/** The screen's script comes while the API says who asks, not after. */
function fetchAhead(to: RouteLocationNormalized): void {
  const screen = to.matched[0]?.components?.default
  if (typeof screen === 'function') void (screen as () => Promise<unknown>)().catch(() => undefined)
}

goAnewWhereFetchingFails(router)

router.afterEach((to) => void (document.title = to.meta.screen?.title ?? '综合测评'))

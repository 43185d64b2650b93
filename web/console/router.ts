import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { wanted } from '@shared/addresses'
import { wantsPhone } from '@shared/leading'
import { goAnewWhereFetchingFails } from '@shared/reloading'
import { Trouble } from '@shared/troubles'
import { keepWords } from './address'
import { SCREENS, routeOf } from './screens'
import { step, whoAmI } from './viewer'

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', component: () => import('./screens/account/SignIn.vue'), meta: { open: true } },
  { path: '/second-factor', name: 'secondFactor', component: () => import('./screens/account/SecondFactor.vue'), meta: { open: true } },
  { path: '/activate', name: 'activate', component: () => import('./screens/account/Activate.vue'), meta: { open: true } },
  {
    path: '/',
    component: () => import('./parts/Shell.vue'),
    children: [
      { path: '', name: 'home', component: () => import('./screens/home/Home.vue') },
      ...SCREENS.map(routeOf),
      { path: ':rest(.*)*', name: 'missing', component: () => import('./screens/account/Missing.vue') },
    ],
  },
]

export const router = createRouter({
  history: createWebHistory('/'), routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})
keepWords(router)

/** Nobody is let in without a sign-in; what one may do here, the API says. Offline, the screens tell. */
router.beforeEach(async (to) => {
  if (to.name === 'home' && wantsPhone()) return location.replace('/m'), false
  if (to.name === 'signIn' || to.name === 'secondFactor') {
    if (await whoAmI().catch(() => null)) return wanted(to.query.next)
    const place = step.value === 'GIVE_CODE' || step.value === 'SET_UP' ? 'secondFactor' : 'signIn'
    return to.name === place ? true : { name: place, query: to.query }
  }
  if (to.meta.open) return true
  try {
    return (await whoAmI()) ? true : { name: 'signIn', query: { next: to.fullPath } }
  } catch (wrong) {
    if (wrong instanceof Trouble) return wrong.kind === 'signedOut' ? { name: 'signIn', query: { next: to.fullPath } } : true
    throw wrong
  }
})

goAnewWhereFetchingFails(router)

router.afterEach((to) => {
  const title = to.meta.screen?.title
  document.title = title ? `${title} · 综测` : '综测 · 学工在线'
})

import { createRouter, createWebHistory } from 'vue-router'
import { Trouble } from '@shared/troubles'
import { SCREENS, routeOf } from './screens'
import { whoAmI } from './viewer'

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [
    { path: '/sign-in', name: 'signIn', component: () => import('./screens/account/SignIn.vue'), meta: { open: true } },
    { path: '/activate', name: 'activate', component: () => import('./screens/account/Activate.vue'), meta: { open: true } },
    ...SCREENS.map(routeOf),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const signIn = { name: 'signIn', query: { next: to.fullPath } }
  try {
    return (await whoAmI()) ? true : signIn
  } catch (wrong) {
    if (!(wrong instanceof Trouble)) throw wrong
    return wrong.kind === 'signedOut' ? signIn : true
  }
})

router.afterEach((to) => void (document.title = to.meta.screen?.title ?? '综合测评'))

import type { Screen } from '../../screens'

export default [
  {
    path: '/own', name: 'own', title: '我的', help: 'start', tab: 90, needs: [], component: () => import('./Own.vue'),
    icon: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5',
  },
  { path: '/own/password', name: 'password', title: '修改密码', help: 'start', needs: [], parent: 'own', component: () => import('./Password.vue') },
  { path: '/own/security', name: 'security', title: '登录安全', help: 'start', needs: [], parent: 'own', component: () => import('./Security.vue') },
] satisfies Screen[]

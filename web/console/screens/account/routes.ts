import type { Screen } from '../../screens'

export default [
  { path: 'password', name: 'password', title: '修改密码', help: 'start', needs: [], component: () => import('./Password.vue') },
  { path: 'security', name: 'security', title: '登录安全', help: 'start', needs: [], component: () => import('./Security.vue') },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  { path: 'password', name: 'password', title: '修改密码', needs: [], component: () => import('./Password.vue') },
] satisfies Screen[]

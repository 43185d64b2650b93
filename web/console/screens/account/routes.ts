import type { Screen } from '../../screens'

export default [
  { path: 'password', name: 'password', title: '修改密码', help: 'start', needs: [], component: () => import('./Password.vue') },
] satisfies Screen[]

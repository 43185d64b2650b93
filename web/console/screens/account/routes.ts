import { screens } from '../../screens'

export default screens([
  { path: 'password', name: 'password', title: '修改密码', needs: [], component: () => import('./Password.vue') },
])

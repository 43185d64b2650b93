import type { Screen } from '../../screens'

export default [
  {
    path: '/colleges', name: 'colleges', title: '学院', help: 'batches', tab: 15, needs: ['SEE_PROGRESS'], component: () => import('./Colleges.vue'),
    icon: 'M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6',
  },
  {
    path: '/batches/:batch/colleges/:college', name: 'college', title: '学院', help: 'notices', needs: ['SEE_PROGRESS'], parent: 'colleges',
    component: () => import('./College.vue'),
  },
] satisfies Screen[]

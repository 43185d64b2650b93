import type { Screen } from '../../screens'

export default [
  {
    path: '/batches/:batch/notices', name: 'notices', title: '公示', help: 'notices', needs: ['READ_NOTICE', 'SEE_NOTICES'], parent: 'years',
    component: () => import('./Notices.vue'),
  },
] satisfies Screen[]

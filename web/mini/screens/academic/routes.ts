import type { Screen } from '../../screens'

export default [
  {
    path: '/batches/:batch/academic', name: 'academic', title: '学业成绩', help: 'my-results', needs: [], own: true, parent: 'years',
    component: () => import('./Academic.vue'),
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: 'scheme', name: 'schemes', title: '评分方案', help: 'schemes', group: 'comprehensive', order: 5, needs: ['SEE_SCHEMES'], inBatch: true,
    component: () => import('./Scheme.vue'),
  },
] satisfies Screen[]

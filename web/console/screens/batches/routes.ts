import type { Screen } from '../../screens'

export default [
  {
    path: 'batches', name: 'batches', title: '批次信息', help: 'batches', group: 'batches', order: 10, needs: ['SEE_BATCHES'],
    component: () => import('./Batches.vue'),
  },
  {
    path: 'progress', name: 'progress', title: '各学院进度', help: 'batches', group: 'batches', order: 20, needs: ['SEE_PROGRESS'],
    inBatch: true, component: () => import('./Progress.vue'),
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: 'ballots', name: 'ballots', title: '在线评分', help: 'ballots', group: 'rating', order: 20, needs: ['RATE'], inBatch: true, student: true,
    component: () => import('./Ballots.vue'),
  },
  {
    path: 'ballots/:schoolClass/:kind', name: 'ballot', title: '打分表', help: 'ballots', needs: ['RATE'], inBatch: true, parent: 'ballots',
    component: () => import('./Sheet.vue'),
  },
] satisfies Screen[]

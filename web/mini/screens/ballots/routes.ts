import type { Screen } from '../../screens'

export default [
  {
    path: '/ballots/:batch/:class/:kind', name: 'ballot', title: '打分', needs: ['RATE'], parent: 'years',
    component: () => import('./Ballot.vue'),
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: '/ballots/:batch/:class/:kind', name: 'ballot', title: '打分', help: 'ballots', needs: ['RATE'], parent: 'years',
    component: () => import('./Ballot.vue'),
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: 'my-results', name: 'myResults', title: '我的成绩', help: 'my-results', group: 'own', order: 5, needs: [], own: true, student: true,
    component: () => import('./MyResults.vue'),
  },
] satisfies Screen[]

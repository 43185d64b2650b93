import type { Screen } from '../../screens'

export default [
  {
    path: 'rating-results', name: 'ratingResults', title: '评分成绩库', help: 'rating-progress', group: 'rating', order: 40, needs: ['SEE_RATING_RESULT'],
    inBatch: true, component: () => import('./Results.vue'),
  },
] satisfies Screen[]

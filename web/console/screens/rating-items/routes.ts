import type { Screen } from '../../screens'

export default [
  {
    path: 'rating-items', name: 'ratingItems', title: '评分项目', help: 'rating-items', group: 'rating', order: 10, needs: ['SEE_RATING_ITEMS'],
    component: () => import('./RatingItems.vue'),
  },
] satisfies Screen[]

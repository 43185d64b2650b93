import type { Screen } from '../../screens'

export default [
  {
    path: 'rating-progress', name: 'ratingProgress', title: '评分进度', group: 'rating', order: 30, needs: ['SEE_RATING_PROGRESS'],
    inBatch: true, component: () => import('./ClassProgress.vue'),
  },
  {
    path: 'rating-progress/students', name: 'studentRatingProgress', title: '学生评分进度', needs: ['SEE_RATING_PROGRESS'],
    inBatch: true, parent: 'ratingProgress', component: () => import('./StudentProgress.vue'),
  },
] satisfies Screen[]

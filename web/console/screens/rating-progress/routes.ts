import type { Screen } from '../../screens'

/** Whoever sees the results of classes sees how far they are; a student sees their own progress, and no class. */
export default [
  {
    path: 'rating-progress', name: 'ratingProgress', title: '班级评分进度', help: 'rating-progress', group: 'rating', order: 30, needs: ['SEE_RATING_RESULT'],
    inBatch: true, component: () => import('./ClassProgress.vue'),
  },
  {
    path: 'rating-progress/students', name: 'studentRatingProgress', title: '学生评分进度', help: 'rating-progress', group: 'rating', order: 31,
    needs: ['SEE_RATING_PROGRESS'], parent: 'ratingProgress', inBatch: true, component: () => import('./StudentProgress.vue'),
  },
] satisfies Screen[]

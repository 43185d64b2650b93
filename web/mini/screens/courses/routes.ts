import type { Screen } from '../../screens'

export default [
  {
    path: '/batches/:batch/courses', name: 'courses', title: '参评课程调整', help: 'course-adjustments', needs: ['ADJUST_COURSES'], parent: 'years',
    component: () => import('./Classmates.vue'),
  },
  {
    path: '/batches/:batch/courses/:student', name: 'studentCourses', title: '参评课程调整', help: 'course-adjustments', needs: ['ADJUST_COURSES'], parent: 'courses',
    component: () => import('./StudentCourses.vue'),
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: '/classes', name: 'classes', title: '班级', help: 'rating-progress', tab: 20, needs: ['SEE_RATING_RESULT'], component: () => import('./Classes.vue'),
    icon: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.6-3.2 3-5 6.5-5s5.900 1.800 6.500 5M16 4.500a3.300 3.300 0 0 1 0 6.300M18 15.200c2 .7 3.200 2.300 3.600 4.800',
  },
  {
    path: '/batches/:batch/classes/:class', name: 'schoolClass', title: '班级', help: 'rating-progress', needs: ['SEE_RATING_RESULT'], parent: 'classes',
    component: () => import('./OneClass.vue'),
  },
] satisfies Screen[]

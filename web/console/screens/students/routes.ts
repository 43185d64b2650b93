import { screens } from '../../screens'

export default screens([
  {
    path: 'students', name: 'students', title: '学生名册', group: 'people', order: 10, needs: ['SEE_STUDENTS'],
    component: () => import('./Students.vue'),
  },
])

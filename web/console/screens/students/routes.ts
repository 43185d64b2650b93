import type { Screen } from '../../screens'

export default [
  {
    path: 'students', name: 'students', title: '学生名册', help: 'people', group: 'people', order: 10, needs: ['SEE_STUDENTS'],
    component: () => import('./Students.vue'),
  },
  {
    path: 'students/:student', name: 'student', title: '学生', help: 'home', parent: 'students', needs: ['SEE_STUDENTS'],
    component: () => import('./Student.vue'),
  },
] satisfies Screen[]

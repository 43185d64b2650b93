import type { Screen } from '../../screens'

/** For those who work with the results of others. */
const needs: Screen['needs'] = ['SEE_RESULT_SHEETS']

export default [
  {
    path: '/search', name: 'search', title: '搜索', help: 'home', tab: 60, needs, component: () => import('./Search.vue'),
    icon: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.300 15.300 20.500 20.500',
  },
  { path: '/students/:student', name: 'student', title: '学生', help: 'home', needs, parent: 'search', component: () => import('./Student.vue') },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: '/library', name: 'library', title: '成绩库', help: 'library', tab: 30, needs: ['SEE_RESULT_SHEETS'], component: () => import('./Library.vue'),
    icon: 'M5 17V6a2 2 0 0 1 2-2h12v16H7a2 2 0 0 1-2-2 2 2 0 0 1 2-2h12M9 8h6',
  },
] satisfies Screen[]

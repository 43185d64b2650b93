import type { Screen } from '../../screens'

export default [
  {
    path: '/library', name: 'library', title: '成绩库', help: 'library', tab: 30, needs: ['SEE_RESULT_SHEETS'], component: () => import('./Library.vue'),
    icon: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.500 4.500',
  },
] satisfies Screen[]

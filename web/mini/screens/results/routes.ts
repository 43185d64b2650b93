import type { Screen } from '../../screens'

export default [
  {
    path: '/results', name: 'results', title: '成绩', help: 'my-results', tab: 20, needs: [], own: true, component: () => import('./Results.vue'),
    icon: 'M7 4h10v16l-5-3-5 3V4ZM10 8.5h4M10 12h4',
  },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: '/', name: 'years', title: '测评', help: 'home', tab: 10, needs: [], component: () => import('./MyYear.vue'),
    icon: 'M5 20V11M12 20V4M19 20v-6',
  },
] satisfies Screen[]

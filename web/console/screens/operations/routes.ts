import type { Screen } from '../../screens'

export default [
  { path: 'operations', name: 'operations', title: '后台任务', help: 'tasks', group: 'own', order: 10, needs: [], component: () => import('./Operations.vue') },
] satisfies Screen[]

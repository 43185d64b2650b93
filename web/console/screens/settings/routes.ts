import type { Screen } from '../../screens'

export default [
  { path: 'settings', name: 'settings', title: '系统设置', help: 'tasks', group: 'people', order: 95, needs: ['SEE_SETTINGS'], component: () => import('./Settings.vue') },
] satisfies Screen[]

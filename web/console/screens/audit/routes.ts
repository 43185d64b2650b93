import type { Screen } from '../../screens'

export default [
  { path: 'audit', name: 'audit', title: '操作日志', help: 'tasks', group: 'people', order: 90, needs: ['SEE_AUDIT'], component: () => import('./Audit.vue') },
] satisfies Screen[]

import type { Screen } from '../../screens'

export default [
  {
    path: 'phases', name: 'phases', title: '学院批次管理', help: 'phases', group: 'participants', order: 10, inBatch: true,
    needs: ['MANAGE_COLLEGE_BATCH', 'SEE_PROGRESS'], component: () => import('./Phases.vue'),
  },
] satisfies Screen[]

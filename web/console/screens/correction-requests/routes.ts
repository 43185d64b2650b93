import type { Screen } from '../../screens'

export default [
  {
    path: 'corrections', name: 'corrections', title: '更正申请', help: 'corrections', group: 'people', order: 50, needs: ['ANSWER_CORRECTIONS'],
    component: () => import('./Corrections.vue'),
  },
  {
    path: 'own-corrections', name: 'ownCorrections', title: '我的更正申请', help: 'corrections', group: 'own', order: 30, needs: [], student: true,
    component: () => import('./OwnCorrections.vue'),
  },
] satisfies Screen[]

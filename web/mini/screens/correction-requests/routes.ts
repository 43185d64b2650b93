import type { Screen } from '../../screens'

export default [
  { path: '/own/corrections', name: 'corrections', title: '更正申请', help: 'corrections', needs: [], parent: 'own', component: () => import('./Corrections.vue') },
  {
    path: '/own/corrections/new', name: 'askCorrection', title: '申请更正', help: 'corrections', needs: [], parent: 'corrections',
    component: () => import('./AskCorrection.vue'),
  },
  {
    path: '/corrections', name: 'answering', title: '答复更正申请', help: 'corrections', needs: ['ANSWER_CORRECTIONS'], parent: 'own',
    component: () => import('./Answering.vue'),
  },
] satisfies Screen[]

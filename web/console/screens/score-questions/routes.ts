import type { Screen } from '../../screens'

export default [
  {
    path: 'score-questions', name: 'scoreQuestions', title: '待定成绩', help: 'odd-scores', group: 'academic', order: 25, needs: ['SEE_SCORE_QUESTIONS'],
    component: () => import('./Questions.vue'),
  },
] satisfies Screen[]

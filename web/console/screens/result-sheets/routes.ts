import type { Screen } from '../../screens'

export default [
  {
    path: 'result-sheets', name: 'resultSheets', title: '综测成绩导入与提交', help: 'result-sheets', group: 'comprehensive', order: 10, needs: ['SEE_RESULT_SHEETS'],
    inBatch: true, component: () => import('./Sheets.vue'),
  },
] satisfies Screen[]

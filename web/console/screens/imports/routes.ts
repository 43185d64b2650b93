import type { Screen } from '../../screens'

export default [
  {
    path: 'imports', name: 'imports', title: '导入记录', help: 'imports', group: 'academic', order: 95,
    needs: ['IMPORT_COURSE_SCORES', 'IMPORT_COMPREHENSIVE', 'MANAGE_PEOPLE'], component: () => import('./Imports.vue'),
  },
] satisfies Screen[]

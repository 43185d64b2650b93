import type { Screen } from '../../screens'

export default [
  {
    path: 'notices', name: 'notices', title: '公示与审核', help: 'notices', group: 'comprehensive', order: 20, needs: ['SEE_NOTICES'], inBatch: true, student: '公示',
    component: () => import('./Notices.vue'),
  },
  {
    path: 'notices/:college', name: 'noticeEntries', title: '公示名单', help: 'notices', needs: ['READ_NOTICE'], inBatch: true, parent: 'notices',
    component: () => import('./Entries.vue'),
  },
] satisfies Screen[]

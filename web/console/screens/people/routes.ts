import type { Screen } from '../../screens'

export default [
  {
    path: 'staff', name: 'staff', title: '教职工名册', help: 'people', group: 'people', order: 20, needs: ['SEE_STAFF'],
    component: () => import('./Staff.vue'),
  },
  {
    path: 'accounts', name: 'accounts', title: '账号与角色', help: 'people', group: 'people', order: 30, needs: ['MANAGE_PEOPLE'],
    component: () => import('./Accounts.vue'),
  },
  {
    path: 'roster', name: 'roster', title: '导入名册', help: 'people', group: 'people', order: 40, needs: ['MANAGE_PEOPLE'],
    component: () => import('./Roster.vue'),
  },
] satisfies Screen[]

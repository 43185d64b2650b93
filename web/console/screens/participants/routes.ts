import type { Screen } from '../../screens'

const COLLEGE = ['MANAGE_COLLEGE_BATCH', 'SEE_PROGRESS'] as Screen['needs']

export default [
  {
    path: 'participants', name: 'participants', title: '参评学生', help: 'participants', group: 'participants', order: 20, inBatch: true, needs: COLLEGE,
    component: () => import('./Classes.vue'),
  },
  {
    path: 'participants/:class', name: 'participantsOfClass', title: '班级的学生', help: 'participants', parent: 'participants', inBatch: true, needs: COLLEGE,
    component: () => import('./Students.vue'),
  },
  {
    path: 'counsellors', name: 'counsellors', title: '参评辅导员', help: 'participants', group: 'participants', order: 30, inBatch: true, needs: COLLEGE,
    component: () => import('./Counsellors.vue'),
  },
  {
    path: 'head-teachers', name: 'headTeachers', title: '参评班主任', help: 'participants', group: 'participants', order: 40, inBatch: true, needs: COLLEGE,
    component: () => import('./HeadTeachers.vue'),
  },
] satisfies Screen[]

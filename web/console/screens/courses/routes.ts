import type { Screen } from '../../screens'

export default [
  {
    path: 'course-scores', name: 'courseScores', title: '原始成绩', help: 'course-scores', group: 'academic', order: 20, needs: ['IMPORT_COURSE_SCORES'],
    component: () => import('./CourseScores.vue'),
  },
  {
    path: 'course-adjustments', name: 'courseAdjustments', title: '参评课程调整', help: 'course-adjustments', group: 'academic', order: 30, inBatch: true,
    needs: ['ADJUST_COURSES'], student: true, component: () => import('./Adjustments.vue'),
  },
  {
    path: 'course-adjustments/students', name: 'adjustedStudents', title: '参评课程调整（按学生）', help: 'course-adjustments', parent: 'courseAdjustments', inBatch: true,
    needs: ['ADJUST_COURSES'], component: () => import('./Adjusted.vue'),
  },
  {
    path: 'course-adjustments/:student', name: 'studentCourses', title: '学生的课程', help: 'course-adjustments', parent: 'courseAdjustments', inBatch: true,
    needs: ['SEE_COURSES'], component: () => import('./Adjustments.vue'),
  },
] satisfies Screen[]

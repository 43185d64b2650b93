import '@shared/routing'
import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from './generated/graphql'

/** The parts of the menu, in its order. */
export const GROUPS = {
  batches: '测评批次', participants: '参评设置', academic: '学业成绩', rating: '评分', comprehensive: '综合测评成绩',
  people: '人员与名册', own: '我的',
} as const

export interface Screen {
  /** Its address; within a batch, what comes after `/batches/:batch/`. */
  path: string
  /** Unique; what links name. */
  name: string
  title: string
  /** The chapter of the user's manual that tells how it is used: docs/manual/ has it. */
  help: string
  component: () => Promise<unknown>
  /** Any of these, of `viewer.permissions`, puts it into the menu. */
  needs: Permission[]
  /** Where in the menu; left out for what is reached from another screen. */
  group?: keyof typeof GROUPS
  order?: number
  /** Lives under `/batches/:batch/`. */
  inBatch?: boolean
  /** About one's own results: only for those who are students. */
  own?: boolean
  /** Stays in the menu of those who are students and nothing else, with this title where the other is not theirs. */
  student?: boolean | string
  /** The screen that it is reached from, for the breadcrumbs. */
  parent?: string
}

const found = import.meta.glob<{ default: Screen[] }>('./screens/*/routes.ts', { eager: true })

export const SCREENS: Screen[] = Object.values(found).flatMap((module) => module.default)

export const routeOf = (screen: Screen): RouteRecordRaw => ({
  path: screen.inBatch ? `/batches/:batch/${screen.path}` : `/${screen.path}`,
  name: screen.name,
  component: screen.component as RouteRecordRaw['component'] & object,
  meta: { screen },
})

import '@shared/routing'
import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from './generated/graphql'

export interface Screen {
  path: string
  name: string
  title: string
  /** The chapter of the user's manual that tells how it is used: docs/manual/ has it. */
  help: string
  component: () => Promise<unknown>
  /** Any of these, of `viewer.permissions`, shows its tab. */
  needs: Permission[]
  /** About one's own results: only for those who have some. */
  own?: boolean
  /** The screen from which it is reached: it has a way back in place of the tabs. */
  parent?: string
  /** Its place among the tabs; left out for what is reached from another screen. */
  tab?: number
  /** The drawing of its tab: an svg path in 24 x 24. */
  icon?: string
}

const found = import.meta.glob<{ default: Screen[] }>('./screens/*/routes.ts', { eager: true })

export const SCREENS: Screen[] = Object.values(found).flatMap((module) => module.default)

export const routeOf = (screen: Screen): RouteRecordRaw => ({
  path: screen.path, name: screen.name, component: screen.component as RouteRecordRaw['component'] & object, meta: { screen },
})

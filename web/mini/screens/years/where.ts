import type { RouteLocationRaw } from 'vue-router'
import type { MyYearQuery } from '../../generated/graphql'
import { SCREENS } from '../../screens'
import { may } from '../../viewer'

export type Task = NonNullable<MyYearQuery['viewer']>['tasks'][number]

/** The screens of the phone on which a step is done; the others are for the desk. */
const SCREEN: Partial<Record<Task['step']['kind'], string>> = { ADJUSTMENTS: 'courses', NOTICE: 'notices', APPROVAL: 'notices' }

export function placeOf({ batch, schoolClass, raterKind, step }: Task): RouteLocationRaw | undefined {
  if (schoolClass && raterKind) return { name: 'ballot', params: { batch: batch.id, class: schoolClass.id, kind: raterKind } }
  const screen = SCREENS.find((one) => one.name === SCREEN[step.kind] && may(...one.needs))
  return screen && { name: screen.name, params: { batch: batch.id } }
}

/** What the person can do now. */
export const isDue = ({ step }: Task): boolean => step.mine && (step.state === 'CURRENT' || step.state === 'OPEN')

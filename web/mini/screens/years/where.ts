import type { RouteLocationRaw } from 'vue-router'
import type { MyYearQuery } from '../../generated/graphql'
import { SCREENS } from '../../screens'
import { may } from '../../viewer'

export type Task = NonNullable<MyYearQuery['viewer']>['tasks'][number]

/** The screens of the phone on which a step is done; the others are for the desk. */
const SCREEN: Partial<Record<Task['step']['kind'], string>> = {
  ADJUSTMENTS: 'courses', NOTICE: 'notices', APPROVAL: 'college', COLLEGES: 'colleges', RESULTS: 'colleges',
}

export function placeOf({ batch, college, schoolClass, raterKind, step }: Task): RouteLocationRaw | undefined {
  if (schoolClass && raterKind) return { name: 'ballot', params: { batch: batch.id, class: schoolClass.id, kind: raterKind } }
  // Who opens and ends the notice does so on the college's screen; the others read it.
  const name = step.kind === 'NOTICE' && step.mine ? 'college' : SCREEN[step.kind]
  const screen = SCREENS.find((one) => one.name === name && may(...one.needs))
  if (!screen || name === 'colleges') return screen && { name }
  return { name: screen.name, params: { batch: batch.id, ...(name === 'college' && { college: college!.id }) } }
}

/** What the person can do now. */
export const isDue = ({ step }: Task): boolean => step.mine && (step.state === 'CURRENT' || step.state === 'OPEN')

import { computed, shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { Trouble } from '@shared/troubles'
import { ViewerDocument, type Permission, type ViewerQuery } from './generated/graphql'

export type Viewer = NonNullable<ViewerQuery['viewer']>

/** Who is signed in, as the API says; null for nobody, undefined before it was asked. */
export const viewer = shallowRef<Viewer | null>()

/** What a sign-in still lacks, or why it ended. */
export const step = shallowRef<ViewerQuery['signInStep']>(null)

/** Why it can't be said who is signed in: not the same as being signed out. */
export const unknown = shallowRef<Trouble | null>(null)

export async function whoAmI(): Promise<Viewer | null> {
  if (viewer.value !== undefined) return viewer.value
  try {
    const { data } = await ask(ViewerDocument)
    step.value = data.signInStep
    viewer.value = data.viewer ?? null
    unknown.value = null
    return viewer.value
  } catch (wrong) {
    if (wrong instanceof Trouble) unknown.value = wrong
    throw wrong
  }
}

export const forget = (): void => void (viewer.value = undefined)

/** For what is worth showing; whether it may be done, the API decides each time. */
export const may = (...any: Permission[]): boolean =>
  any.length === 0 || any.some((one) => viewer.value?.permissions.includes(one))

/** Whoever is a student and nothing else: few screens are about them, and the others are the offices'. */
export const onlyStudent = computed(() =>
  !!viewer.value?.student && viewer.value.roles.every(({ role }) => role === 'STUDENT' || role === 'CLASS_MONITOR'))

/** The college that the person's roles belong to, where there is exactly one and none for the whole school. */
export const ownCollege = computed(() => {
  const colleges = viewer.value?.roles.map((held) => held.college) ?? []
  const ids = new Set(colleges.map((college) => college?.id))
  return ids.size === 1 ? (colleges[0] ?? null) : null
})

import { shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { MiniViewerDocument, type MiniViewerQuery, type Permission } from './generated/graphql'

/** Who is signed in, as the API says; null for nobody, undefined before it was asked. */
export const viewer = shallowRef<MiniViewerQuery['viewer']>()

export async function whoAmI() {
  if (viewer.value === undefined) viewer.value = (await ask(MiniViewerDocument)).data.viewer ?? null
  return viewer.value
}

export const forget = (): void => void (viewer.value = undefined)

/** For what is worth showing; whether it may be done, the API decides each time. */
export const may = (...any: Permission[]): boolean =>
  any.length === 0 || any.some((one) => viewer.value?.permissions.includes(one))

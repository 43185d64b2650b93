import type { RouteLocationNormalizedLoaded } from 'vue-router'

/** The address of the chapter of the user's manual that is about this screen; before the sign-in, of how one gets in. */
export const helpOf = ({ meta }: Pick<RouteLocationNormalizedLoaded, 'meta'>): string =>
  `/help/${meta.screen?.help ?? (meta.open ? 'start' : 'home')}`

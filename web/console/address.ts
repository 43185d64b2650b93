import { isNavigationFailure, NavigationFailureType as Failure, useRouter, type Router } from 'vue-router'

/** Words behind the "?" of the address, by name; undefined takes one away. */
type Words = Record<string, string | undefined>
interface Writing { waiting: Words; leaving: boolean; enters: boolean }

const writings = new WeakMap<Router, Writing>()

/**
 * The words of the address that screens write: filters, pages, what is chosen. A navigation may overtake another one,
 * which the router then gives up; what is not in the address yet is therefore kept, and goes along with the next one.
 * What `enters` is an entry of its own in the browser's history, so that back undoes it; the rest replaces the last one.
 */
export function useAddress() {
  const router = useRouter()
  const writing = writings.get(router) ?? keepWords(router)
  return {
    write: (changes: Words, enters = false): void => {
      Object.assign(writing.waiting, changes)
      writing.enters ||= enters
      if (!writing.leaving) bring(router, writing)
    },
    /** Brought into the address with what is written next. */
    intend: (changes: Words): void => void Object.assign(writing.waiting, changes),
    /** As the address says, or is about to say. */
    word: (name: string): string => (name in writing.waiting ? writing.waiting[name] : standing(router, name)) ?? '',
  }
}

/** Called before the router's own guards are made: while one of them asks the API, it is known where somebody goes. */
export function keepWords(router: Router): Writing {
  const writing: Writing = { waiting: {}, leaving: false, enters: false }
  writings.set(router, writing)
  const goOn = (dropped: (name: string) => boolean): void => {
    writing.leaving = writing.enters = false
    for (const name of Object.keys(writing.waiting)) if (dropped(name)) delete writing.waiting[name]
    if (Object.keys(writing.waiting).length) bring(router, writing)
  }
  router.beforeEach((to, from) => void (writing.leaving = to.path !== from.path))
  router.afterEach((to, from, failure) => {
    if (isNavigationFailure(failure, Failure.cancelled)) return // overtaken: this is called again for the other one
    const gone = !failure && to.path !== from.path
    const refused = isNavigationFailure(failure, Failure.aborted) && !writing.leaving
    goOn((name) => gone || refused || standing(router, name) === writing.waiting[name])
  })
  router.onError((_, to, from) => goOn(() => to.path === from.path))
  return writing
}

const bring = (router: Router, writing: Writing): void =>
  void router[writing.enters ? 'push' : 'replace']({ query: { ...router.currentRoute.value.query, ...writing.waiting } }).catch(() => undefined) // onError

function standing(router: Router, name: string): string | undefined {
  const value = router.currentRoute.value.query[name]
  return (Array.isArray(value) ? value[0] : value) ?? undefined
}

import { computed, ref, shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { MiniViewerDocument, SignInStepDocument, type MiniViewerQuery, type Permission, type SignInStepQuery } from './generated/graphql'

const seen = shallowRef<MiniViewerQuery>()
let asking: Promise<MiniViewerQuery['viewer']> | null = null

/** Who is signed in, as the API says; null for nobody, undefined before it was asked. */
export const viewer = computed(() => seen.value?.viewer)
/** What a sign-in still lacks, or why it ended: asked where nobody is signed in. */
export const step = ref<SignInStepQuery['signInStep']>()
export const askStep = async (): Promise<void> =>
  void (step.value = (await ask(SignInStepDocument).catch(() => null))?.data.signInStep)
/** Whether there are results of one's own: of students alone. */
export const student = computed(() => seen.value?.viewer?.student ?? null)
export const batches = computed(() => seen.value?.batches.nodes ?? [])

const KEPT = 'zongce.batch'
const chosen = ref(localStorage.getItem(KEPT))
/** The batch that all screens speak of: the newest, unless another is chosen, which the device remembers. */
export const batch = computed({
  get: () => batches.value.find((one) => one.id === chosen.value) ?? batches.value[0],
  set: (one) => localStorage.setItem(KEPT, (chosen.value = one?.id ?? '')),
})

/** Asked once, whoever asks first. */
export function whoAmI() {
  if (seen.value) return Promise.resolve(seen.value.viewer ?? null)
  asking ??= ask(MiniViewerDocument)
    .then(({ data }) => ((seen.value = data), data.viewer ?? null))
    .finally(() => (asking = null))
  return asking
}

/** Whether somebody was signed in until now. */
export function forget(): boolean {
  const known = !!viewer.value
  localStorage.removeItem(KEPT)
  seen.value = undefined
  return known
}

/** For what is worth showing; whether it may be done, the API decides each time. */
export const may = (...any: Permission[]): boolean =>
  any.length === 0 || any.some((one) => viewer.value?.permissions.includes(one))

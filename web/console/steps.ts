import { useQuery } from '@urql/vue'
import { computed, shallowRef, watch } from 'vue'
import type { RouteLocationNormalizedLoaded, RouteLocationRaw } from 'vue-router'
import { trusted } from './client'
import { TasksDocument, type StepKind, type TasksQuery } from './generated/graphql'
import { SCREENS } from './screens'
import { ended } from './underway'
import { may, viewer } from './viewer'

export type Task = NonNullable<TasksQuery['viewer']>['tasks'][number]

const acted = shallowRef(0)
/** An act was done that did not go through `client.ts`: a ballot, a file. */
export const tellActed = (): void => void (acted.value += 1)

/** What the person has to do in all batches that go on, as the API says it; asked anew after every act, and when something long has ended. */
export function useTasks() {
  const query = useQuery({ query: trusted(TasksDocument), pause: computed(() => !viewer.value) })
  watch([ended, acted], ([now, act], [before, last]) => (now > before || act > last) && void query.executeQuery({ requestPolicy: 'network-only' }))
  return { ...query, tasks: computed(() => query.data.value?.viewer?.tasks ?? []) }
}

export const isDoable = ({ step }: Task): boolean => step.state === 'CURRENT' || step.state === 'OPEN'

/** The screens on which a step is done; the first one that the person has counts. */
const SCREEN: Record<StepKind, string[]> = {
  PARTICIPANTS: ['participants'], STAFF: ['counsellors'], PHASES: ['phases'], RATING_ITEMS: ['ratingItems'],
  COURSE_SCORES: ['courseScores'], ADJUSTMENTS: ['courseAdjustments'], ACADEMIC: ['academicComputation', 'academicLibrary'],
  RATING: ['ratingProgress', 'ballots'], COMPREHENSIVE: ['resultSheets'], NOTICE: ['notices'], APPROVAL: ['notices'],
  BATCH: ['batches'], COLLEGES: ['progress'], RESULTS: ['progress'], LIBRARY: ['library'],
}

/** What a screen outside of the batch is to show of it. */
const SHOWN: Record<string, (task: Task) => Record<string, string>> = {
  courseScores: ({ batch }) => ({ academicYear: batch.academicYear }), scoreQuestions: ({ batch }) => ({ academicYear: batch.academicYear }),
  library: ({ batch }) => ({ batchId: batch.id }),
}

/** What is left once all classes are counted: the undecided scores, the ranking. */
const LEFT: Partial<Record<StepKind, string[]>> = { COURSE_SCORES: ['scoreQuestions'], ACADEMIC: ['majorGradeRankings'] }
const screensOf = ({ kind, state, done, total }: Task['step']) =>
  [...(state !== 'DONE' && total && done === total ? (LEFT[kind] ?? []) : []), ...SCREEN[kind]]

/** The first of these screens that the person has. */
export const screenOf = (names: readonly string[]) => names.map((name) => SCREENS.find((one) => one.name === name && may(...one.needs))).find(Boolean)

export function placeOf(task: Task): (RouteLocationRaw & { name: string; params: Record<string, string> }) | undefined {
  const { batch, schoolClass, raterKind, step } = task
  if (schoolClass && raterKind) return { name: 'ballot', params: { batch: batch.id, schoolClass: schoolClass.id, kind: raterKind } }
  const screen = screenOf(screensOf(step))
  return screen && { name: screen.name, params: screen.inBatch ? { batch: batch.id } : {}, query: SHOWN[screen.name]?.(task) }
}

const OUTSIDE = [...Object.values(SCREEN), ...Object.values(LEFT)].flat().filter((name) => !SCREENS.some((one) => one.name === name && one.inBatch))

/** Where it is said what comes next: on the screens of a batch, and wherever else a step is done. */
export const isLed = ({ name, params }: RouteLocationNormalizedLoaded): boolean => Boolean(params.batch) || OUTSIDE.includes(String(name))

/** The batch that a screen is about. Outside of a batch its address may name one, or a year; else it is the `chosen` one. */
export function batchAt({ name, params, query }: RouteLocationNormalizedLoaded, tasks: readonly Task[], chosen?: string): string | undefined {
  if (params.batch) return params.batch as string
  if (name === 'library') return query.batchId as string | undefined
  return query.academicYear ? tasks.find((one) => one.batch.academicYear === query.academicYear)?.batch.id : chosen
}

/**
 * The one of these that can be done which comes next: the person's own here, to which its link has led; the one whose turn it
 * is, be it another's; and what one could do besides only then, as nothing waits for it.
 */
export function nextOf(doable: readonly Task[], isHere: (task: Task) => boolean): Task | undefined {
  const mine = doable.filter((one) => one.step.mine)
  const isCurrent = ({ step }: Task) => step.state === 'CURRENT'
  return mine.find(isHere) ?? mine.find(isCurrent) ?? doable.find(isCurrent) ?? mine[0]
}

export interface Group { key: string; tasks: Task[] }

/** The tasks by batch and college, each by number; the groups stay in the API's order, the most urgent first. */
export function grouped(tasks: readonly Task[]): Group[] {
  const found = new Map<string, Task[]>()
  for (const task of tasks) {
    const key = `${task.batch.id} ${task.college?.id ?? ''}`
    found.set(key, [...(found.get(key) ?? []), task])
  }
  return [...found].map(([key, group]) => ({ key, tasks: group.sort((one, other) => one.step.number - other.step.number) }))
}

import { misread } from '../../decimals'
import type { AskedCourseFragment, AskedFragment, Outcome, ScoreDecisionInput } from '../../generated/graphql'

/** Something to be decided: a word for the whole college and year, or one course; and how it will be. */
export interface Item {
  key: string
  /** What is asked, and of how many. */
  label: string
  more: string
  /** Either of the two says what is decided. */
  text: string | null
  courseScoreId: string | null
  outcome: Outcome | null
  points: string
}

type Proposed = { outcome: Outcome; points?: string | null } | null | undefined
const proposed = (proposal: Proposed): Pick<Item, 'outcome' | 'points'> =>
  ({ outcome: proposal?.outcome ?? null, points: proposal?.points?.replace(/\.?0+$/, '') ?? '' })

export const ofQuestion = (one: AskedFragment): Item => ({
  key: one.id, label: `“${one.text}”`, more: `${one.studentCount} 名学生、${one.courseCount} 条成绩`, text: one.text, courseScoreId: null, ...proposed(one.proposal),
})

export const ofCourse = (one: AskedCourseFragment, proposal?: Proposed): Item => ({
  key: one.id, label: `${one.student.name}（${one.student.number}）${one.courseName}`, more: `第 ${one.term} 学期`, text: null, courseScoreId: one.id, ...proposed(proposal),
})

export const isComplete = ({ outcome, points }: Item): boolean => outcome !== null && (outcome !== 'POINTS' || (points.trim() !== '' && !misread(points)))

export const inputOf = (items: readonly Item[], reason: string): ScoreDecisionInput[] =>
  items.map(({ text, courseScoreId, outcome, points }) => ({
    text, courseScoreId, outcome: outcome!, points: outcome === 'POINTS' ? points.trim() : null, reason: reason.trim(),
  }))

/** The refusals about one of the decisions: "input.decisions.3.points". */
export const about = <One extends { path?: string | null }>(refusals: readonly One[], place: number): One[] =>
  refusals.filter((one) => `${one.path}.`.startsWith(`input.decisions.${place}.`))

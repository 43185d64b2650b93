/** What a form over a student's courses would change. */
export interface Course { id: string; counted?: boolean | null; ratio?: string | null; defaultRatio?: string | null; locked?: boolean | null }
export interface Draft { counted: boolean; ratio: string }

/** The own ratio, or nothing while the default holds. */
export const draftOf = (course: Course): Draft => ({
  counted: course.counted !== false,
  ratio: course.locked || course.ratio === course.defaultRatio ? '' : (course.ratio ?? ''),
})

/** Of the changed courses alone; without a ratio the default holds. */
export function adjustmentsOf(courses: readonly Course[], drafts: Record<string, Draft>) {
  return courses.flatMap((course) => {
    const [before, now] = [draftOf(course), drafts[course.id]]
    if (!now || (before.counted === now.counted && before.ratio === now.ratio.trim())) return []
    return [{ courseScoreId: course.id, counted: now.counted, ratio: now.counted && now.ratio.trim() ? now.ratio.trim() : null }]
  })
}

/** What can't be sent at all; whether a number will do, the API says. */
export const unreadable = ({ ratio }: Draft): boolean => !/^(\d{1,6}(\.\d{1,2})?)?$/.test(ratio.trim())

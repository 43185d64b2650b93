import { computed, reactive } from 'vue'
import { misread } from '../../decimals'
import type { CountedCourseFragment, CourseAdjustmentInput } from '../../generated/graphql'

export interface Draft { counted: boolean; adjusted: boolean; ratio: string }

/** What was changed on the page and is not saved yet, over all pages of the list. */
export function useDrafts() {
  const drafts = reactive(new Map<string, Draft>())

  const stored = (row: CountedCourseFragment): Draft => ({
    counted: row.counted ?? true, adjusted: row.adjustment?.ratio != null, ratio: row.adjustment?.ratio ?? '',
  })
  const of = (row: CountedCourseFragment): Draft => drafts.get(row.id) ?? stored(row)

  function change(row: CountedCourseFragment, changes: Partial<Draft>): void {
    const fresh = { ...of(row), ...changes }
    if (row.locked) Object.assign(fresh, { adjusted: false, ratio: '' })
    const before = stored(row)
    const same = fresh.counted === before.counted && asked(fresh) === asked(before)
    if (same && fresh.adjusted === before.adjusted) drafts.delete(row.id)
    else drafts.set(row.id, fresh)
  }
  const asked = (draft: Draft): string | null => (draft.adjusted && draft.ratio.trim() ? draft.ratio.trim() : null)

  const input = (): CourseAdjustmentInput[] =>
    [...drafts].map(([courseScoreId, draft]) => ({ courseScoreId, counted: draft.counted, ratio: asked(draft) }))
  return {
    of, change, input, ids: computed(() => [...drafts.keys()]), count: computed(() => drafts.size),
    unreadable: computed(() => [...drafts.values()].some((draft) => draft.adjusted && misread(draft.ratio))), clear: () => drafts.clear(),
  }
}

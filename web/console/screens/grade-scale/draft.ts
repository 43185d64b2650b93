import { short } from '@shared/formats'
import type { LaidFragment, RetakeRule, SetGradeScaleInput, Treatment } from '../../generated/graphql'
import { misread } from '../../decimals'

export interface Draft {
  levels: { word: string; points: string }[]
  treatments: { word: string; treatment: Treatment }[]
  retakeRule: RetakeRule
}

export const draftOf = (scale: LaidFragment): Draft => ({
  levels: scale.levels.map(({ word, points }) => ({ word, points: short(points) })),
  treatments: scale.treatments.map(({ word, treatment }) => ({ word, treatment })),
  retakeRule: scale.retakeRule,
})

/** Points that are left blank mean a level that carries none: 合格, 通过. */
export const inputOf = (draft: Draft): Pick<SetGradeScaleInput, 'levels' | 'treatments' | 'retakeRule'> => ({
  levels: draft.levels.map(({ word, points }) => ({ word: word.trim(), points: points.trim() || null })),
  treatments: draft.treatments.map(({ word, treatment }) => ({ word: word.trim(), treatment })),
  retakeRule: draft.retakeRule,
})

export const isChanged = (draft: Draft, scale: LaidFragment): boolean =>
  JSON.stringify(inputOf(draft)) !== JSON.stringify(inputOf(draftOf(scale)))

/** What can't be sent as it stands, by its place: "levels.0"; whether it will do, the API says. */
export function wrongIn({ levels, treatments }: Draft): Record<string, string> {
  const wrong: Record<string, string> = {}
  const seen = new Set<string>()
  const look = (place: string, word: string, more = '') => {
    const plain = word.trim()
    const told = !plain ? '请填写' : seen.has(plain) ? `“${plain}”填写了两次` : more
    if (told) wrong[place] = told
    seen.add(plain)
  }
  levels.forEach(({ word, points }, at) => look(`levels.${at}`, word, misread(points)))
  treatments.forEach(({ word }, at) => look(`treatments.${at}`, word))
  return wrong
}

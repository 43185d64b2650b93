import { expect, test } from 'vitest'
import { draftOf, inputOf as scaleInput, isChanged, wrongIn } from '@console/screens/grade-scale/draft'
import { changesOf } from '@console/screens/courses/previewing'
import { about, inputOf, isComplete, ofCourse, ofQuestion } from '@console/screens/score-questions/deciding'
import type { AskedCourseFragment, AskedFragment, LaidFragment, PreviewedScoreFragment } from '@console/generated/graphql'

const question = (given: Partial<AskedFragment>) =>
  ({ id: 'q', text: '缓考', kind: 'WORD', studentCount: 2, courseCount: 3, proposal: null, ...given }) as AskedFragment

test('a word is decided for all, with what is proposed; a course by itself (R10.6)', () => {
  const word = ofQuestion(question({ proposal: { __typename: 'ScoreProposal', outcome: 'LEFT_OUT', points: null } }))
  const course = ofCourse({ id: '7', term: 1, courseName: '体育', student: { number: '1', name: '甲' } } as AskedCourseFragment, { outcome: 'POINTS', points: '60.00' })
  expect([word, course].every(isComplete)).toBe(true)
  expect(inputOf([word, course], ' 按办法 ')).toEqual([
    { text: '缓考', courseScoreId: null, outcome: 'LEFT_OUT', points: null, reason: '按办法' },
    { text: null, courseScoreId: '7', outcome: 'POINTS', points: '60', reason: '按办法' },
  ])
})

test('what nobody proposes is chosen first, and points are a number', () => {
  const item = ofQuestion(question({}))
  expect(isComplete(item)).toBe(false)
  expect(isComplete({ ...item, outcome: 'POINTS' })).toBe(false)
  expect(isComplete({ ...item, outcome: 'POINTS', points: '六十' })).toBe(false)
  expect(isComplete({ ...item, outcome: 'POINTS', points: '60.5' })).toBe(true)
  expect(about([{ path: 'input.decisions.1.points' }, { path: 'input.decisions.10' }], 1)).toHaveLength(1)
})

const scale = {
  levels: [{ word: '优秀', points: '95.00' }, { word: '合格', points: null }], treatments: [{ word: '缓考', treatment: 'UNDECIDED' }], retakeRule: 'FIRST',
} as unknown as LaidFragment

test('a scale is changed only where it means something else, and a blank level carries no points (R10.3)', () => {
  const draft = draftOf(scale)
  expect(draft.levels.map((one) => one.points)).toEqual(['95', ''])
  expect(isChanged(draft, scale)).toBe(false)
  draft.levels[1]!.points = '75'
  expect(isChanged(draft, scale)).toBe(true)
  expect(scaleInput(draftOf(scale)).levels).toEqual([{ word: '优秀', points: '95' }, { word: '合格', points: null }])
})

test('a word that stands twice, or is missing, is told where it stands', () => {
  const draft = draftOf(scale)
  draft.treatments.push({ word: ' 优秀', treatment: 'ZERO' }, { word: '', treatment: 'ZERO' })
  draft.levels[0]!.points = '9五'
  expect(Object.keys(wrongIn(draft))).toEqual(['levels.0', 'treatments.1', 'treatments.2'])
})

test('a replaced score tells what differs', () => {
  const old = { score: '88.00', text: '88', credit: '2.00', courseName: '体育', courseKind: '必修', teacher: null, remark: null, attempts: [], undecided: false }
  const told = (given: object) => changesOf(old as unknown as PreviewedScoreFragment, { ...old, ...given } as unknown as PreviewedScoreFragment)
  expect(told({ score: '95.00', text: '优秀', credit: '3.00' })).toBe('成绩 88.00 → 95.00（优秀），学分 2.00 → 3.00')
  expect(told({ remark: '补考' })).toBe('备注 空 → 补考')
  expect(told({})).toBe('各次成绩有变化')
})

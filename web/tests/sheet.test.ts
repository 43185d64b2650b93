import { expect, test } from 'vitest'
import { countFilled, fits, isNumber, keyOf, missing, nextGap, plain, stepOf, stepped, typed } from '../mini/screens/ballots/sheet'

const item = { id: 'i', name: '思想', minPoints: '20.00', maxPoints: '30.00' }
const narrow = { id: 'n', name: '加分', minPoints: '0.00', maxPoints: '2.25' }
const rows = ['a', 'b', 'c'].map((id) => ({ student: { id, number: id, name: id } }))
const items = [item, narrow]

test('points are written without zeros that say nothing', () => {
  expect([plain('25.00'), plain('25.50'), plain('100'), plain('0.00')]).toEqual(['25', '25.5', '100', '0'])
})

test('what a Chinese keyboard types is a number', () => {
  expect(typed(' ２５。５ ')).toBe('25.5')
  expect(typed('25.')).toBe('25')
  expect([isNumber('25.5'), isNumber('25.555'), isNumber('好')]).toEqual([true, false, false])
})

test('steps stay within the range, and begin at its nearer end', () => {
  expect([stepped(item, undefined, 1), stepped(item, undefined, -1)]).toEqual(['20', '30'])
  expect([stepped(item, '29.50', 1), stepped(item, '20', -1), stepped(item, '24', 1)]).toEqual(['30', '20', '25'])
  expect([stepped(item, '99', 1), stepped(item, '3', -1)]).toEqual(['30', '20'])
})

test('a narrow range has half steps, without a rest from adding up', () => {
  expect([stepOf(item), stepOf(narrow)]).toEqual(['1', '0.5'])
  expect(stepped(narrow, '0.10', 1)).toBe('0.6')
  expect(stepped(narrow, '2.00', 1)).toBe('2.25')
})

test('both ends of a range fit, nothing beyond', () => {
  expect([fits(item, '20'), fits(item, '30.00'), fits(item, '30.01'), fits(item, '19.99'), fits(item, '')]).toEqual([true, true, false, false, false])
})

test('what is missing is named student by student', () => {
  const marks = new Map([[keyOf('a', 'i'), '20'], [keyOf('b', 'n'), '0']])
  expect(countFilled(rows, items, marks, new Map())).toBe(2)
  expect(missing(rows, items, marks, new Map())).toEqual([
    { student: 0, item: 1 }, { student: 1, item: 0 }, { student: 2, item: 0 }, { student: 2, item: 1 },
  ])
})

test('the next gap lies behind where one is, and from the beginning again', () => {
  const gaps = [{ student: 0, item: 1 }, { student: 1, item: 0 }, { student: 2, item: 0 }]
  expect(nextGap(gaps, { student: 0, item: 1 })).toEqual({ student: 1, item: 0 })
  expect(nextGap(gaps, { student: 2, item: 0 })).toEqual({ student: 0, item: 1 })
  expect(nextGap(gaps, { student: 2, item: 0 }, true)).toEqual({ student: 0, item: 1 })
  expect(nextGap([], { student: 0, item: 0 })).toBeUndefined()
})

test('a mark that was refused or lies out of range is not done', () => {
  const marks = new Map([[keyOf('a', 'i'), '99'], [keyOf('b', 'i'), '25'], [keyOf('c', 'i'), '30']])
  const refused = new Map([[keyOf('b', 'i'), '不在分值区间内']])
  expect(countFilled(rows, [item], marks, refused)).toBe(1)
  expect(missing(rows, [item], marks, refused)).toEqual([{ student: 0, item: 0 }, { student: 1, item: 0 }])
})

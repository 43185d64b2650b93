import { expect, test } from 'vitest'
import { headingsOf, nextOrder, titleOf, type Column } from '@console/parts/columns'
import { copyOf } from '@console/parts/copying'

interface Row { name: string; score: string | null; rank: string }
const COLUMNS: Column<Row>[] = [
  { key: 'place', title: '序号', value: (_, place) => place, numeric: true },
  { key: 'name', title: '姓名', value: (row) => row.name },
  { key: 'score', group: '素质综合测评', title: '成绩', value: (row) => row.score ?? '—', order: 'SCORE', first: 'DESC', numeric: true },
  { key: 'rank', group: '素质综合测评', title: '排名', value: (row) => row.rank, order: 'RANK', numeric: true },
]

test('columns of one group stand under one heading, the others reach over both rows', () => {
  const told = headingsOf(COLUMNS).map((row) => row.map(({ title, span, rows }) => [title, span, rows]))
  expect(told).toEqual([
    [['序号', 1, 2], ['姓名', 1, 2], ['素质综合测评', 2, 1]],
    [['成绩', 1, 1], ['排名', 1, 1]],
  ])
  expect(headingsOf(COLUMNS.slice(0, 2))).toHaveLength(1)
  expect(COLUMNS.map(titleOf)).toEqual(['序号', '姓名', '素质综合测评成绩', '素质综合测评排名'])
})

test('scores go from the best down at the first click, ranks from the first place on', () => {
  const orders = (column: Column<Row>) => ['', '', ''].reduce<string[]>((past) => [...past, nextOrder(column, past.at(-1) ?? '')], [])
  expect(orders(COLUMNS[2]!)).toEqual(['-SCORE', 'SCORE', ''])
  expect(orders(COLUMNS[3]!)).toEqual(['RANK', '-RANK', ''])
})

test('a copy holds the visible columns as text and as a table, and nothing that Excel would run or take for a date', () => {
  const rows = [{ name: '=HYPERLINK("x")\t<b>', score: '-1.50', rank: '10/40' }, { name: '张三', score: null, rank: '1/40' }]
  const { text, html } = copyOf(COLUMNS, rows.map((row, at) => ({ row, place: at + 1 })))
  expect(text).toBe('序号\t姓名\t素质综合测评成绩\t素质综合测评排名\n1\t\'=HYPERLINK("x") <b>\t-1.50\t10/40\n2\t张三\t\t1/40')
  expect(html).toContain('<td>1</td>')
  expect(html).toContain(`<td style="mso-number-format:'\\@'">10/40</td>`)
  expect(html).toContain('&lt;b&gt;')
})

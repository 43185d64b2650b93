import { expect, test } from 'vitest'
import { factsOf, filtersOf, sectionsOf } from '@console/parts/printing'

const college = { id: '1', name: '计算机学院' }
const row = (name: string, schoolClass: string, batch = '2025') =>
  ({ name, grade: 2023, batch: { id: batch, name: batch }, major: { id: '3', name: '软件工程' }, schoolClass: { id: schoolClass, name: `${schoolClass}班`, college } })

test('the head says what all rows have in common, and nothing that only some have', () => {
  expect(factsOf([row('张三', '1'), row('李四', '1')])).toEqual([
    ['批次', '2025'], ['学院', '计算机学院'], ['专业', '软件工程'], ['年级', '2023级'], ['班级', '1班'],
  ])
  expect(factsOf([row('张三', '1'), row('李四', '2', '2024')]).map(([name]) => name)).toEqual(['学院', '专业', '年级'])
  expect(factsOf([{ code: 'MA101' }])).toEqual([])
})

test('by class, each class of each batch has its own sheets, in the order of the list', () => {
  const rows = [row('张三', '2'), row('李四', '1'), row('王五', '2'), row('赵六', '2', '2024')]
  const names = (byClass: boolean) => sectionsOf(rows, byClass).map((section) => section.map((one) => one.name))
  expect(names(true)).toEqual([['张三', '王五'], ['李四'], ['赵六']])
  expect(names(false)).toEqual([['张三', '李四', '王五', '赵六']])
})

test('filters are told in the words that stand in them; empty ones are not', () => {
  const form = document.createElement('form')
  form.innerHTML = `
    <div class="el-select"><input aria-label="班级"><div class="el-select__placeholder"><span>1班</span></div></div>
    <div class="el-select"><input aria-label="年级"><div class="el-select__placeholder is-transparent"><span>年级</span></div></div>
    <div class="el-input"><input aria-label="姓名" value="张"></div><div class="el-input"><input aria-label="学号" value=" "></div>`
  expect(filtersOf(form)).toEqual([['班级', '1班'], ['姓名', '张']])
  expect(filtersOf(null)).toEqual([])
})

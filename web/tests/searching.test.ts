import { expect, test } from 'vitest'
import { hitsOf, placesFound } from '../console/searching'

const PLACES = ['学生名册', '学生评分进度', '参评学生', '操作日志'].map((title) => ({ title, to: title }))
const PINYIN = {
  学生名册: ['xueshengmingce', 'xsmc'], 学生评分进度: ['xueshengpingfenjindu', 'xspfjd'], 参评学生: ['canpingxuesheng', 'cpxs'],
  操作日志: ['caozuorizhi', 'czrz'],
}
const titles = (text: string) => placesFound(text, PLACES, PINYIN).map((one) => one.title)

test('a screen is found by its title, its pinyin and its initials; what begins so comes first', () => {
  expect(titles('学生')).toEqual(['学生名册', '学生评分进度', '参评学生'])
  expect(titles('XS')).toEqual(['学生名册', '学生评分进度', '参评学生'])
  expect(titles('caozuo')).toEqual(['操作日志'])
  expect(titles('ri zhi')).toEqual(['操作日志'])
  expect(titles('czrz')).toEqual(['操作日志'])
})

test('nothing is found by nothing, and marks are only marks', () => {
  expect(titles(' ')).toEqual([])
  expect(titles('.*')).toEqual([])
})

test('people come before classes and batches, and a kind without hits is left out (R9.7)', () => {
  const college = { id: '9', name: '信息学院' }
  const student = { id: '1', number: '20190101', name: '张三', schoolClass: { id: '5', name: '计科1901' }, college }
  const found = { search: { studentCount: 12, classCount: 0, students: [student], classes: [] }, batches: { totalCount: 1, nodes: [{ id: '3', name: '2019综测', academicYear: '2018-2019', status: 'OPEN' }] } }
  expect(hitsOf(found as unknown as Parameters<typeof hitsOf>[0], 'progress')).toEqual([{
    title: '学生', total: 12,
    hits: [{ key: '1', name: '张三', about: '20190101 · 计科1901 · 信息学院', to: { name: 'student', params: { student: '1' } } }],
  }, {
    title: '批次', total: 1, hits: [{ key: '3', name: '2019综测', about: '2018-2019学年 · 已开启', to: { name: 'progress', params: { batch: '3' } } }],
  }])
})

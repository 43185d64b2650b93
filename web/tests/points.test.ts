import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import Points from '../mini/screens/ballots/Points.vue'

const item = { id: 'i', name: '思想', minPoints: '20.00', maxPoints: '30.00' }
type Field = ReturnType<typeof field>
async function type(input: Field, text: string): Promise<void> {
  (input.element as HTMLInputElement).value = text
  await input.trigger('input')
}
const field = (value?: string) => mount(Points, { props: { item, value, label: '张三 思想', wrong: false } })

test('what stands there is written shortly, with its range for those who listen', () => {
  const input = field('25.00')
  expect((input.element as HTMLInputElement).value).toBe('25')
  expect(input.attributes('aria-label')).toBe('张三 思想，20 至 30 分')
})

test('a number that fits is passed on at once, anything else when one leaves', async () => {
  const input = field()
  await type(input, '2')
  expect(input.emitted('set')).toBeUndefined()
  await type(input, '25')
  expect(input.emitted('set')).toEqual([['25']])
  await input.setProps({ value: '25' })
  await type(input, '2')
  await input.trigger('blur')
  expect(input.emitted('set')!.at(-1)).toEqual(['2'])
})

test('what is being typed is not overwritten by what comes back', async () => {
  const input = field('25.00')
  await type(input, '2')
  await input.setProps({ value: '28.00' })
  expect((input.element as HTMLInputElement).value).toBe('2')
})

test('an emptied field takes the mark back, an untouched one says nothing', async () => {
  const input = field('25.00')
  await input.trigger('blur')
  expect(input.emitted('set')).toBeUndefined()
  await type(input, '')
  await input.trigger('blur')
  expect(input.emitted('set')).toEqual([[null]])
})

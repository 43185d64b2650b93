/** Screens outside of a batch speak of the one that was last looked at. */
import { expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { keep, useBatches } from '../console/batch'
import { moved, withOneMore } from '../console/screens/batches/drafts'

const route = vi.hoisted(() => ({ params: {} as { batch?: string } }))
vi.mock('vue-router', () => ({ useRoute: () => route, useRouter: () => ({ push: vi.fn() }) }))
vi.mock('@urql/vue', () => ({
  useQuery: () => ({ data: ref({ batches: { nodes: [{ id: 'new' }, { id: 'old' }] } }), fetching: ref(false), stale: ref(false) }),
}))
vi.mock('../console/viewer', () => ({ may: () => true }))
vi.mock('../console/client', () => ({ trusted: (one: unknown) => one }))

it('is the newest until another was looked at, and always that of the address', () => {
  const { batch } = useBatches()
  expect(batch.value?.id).toBe('new')
  keep('old')
  expect(batch.value?.id).toBe('old')
  route.params = { batch: 'new' }
  expect(useBatches().batch.value?.id).toBe('new')
})

it('has qualities that change places, and one more before the overall result', () => {
  const list = ['quality_1', 'overall'].map((code) => ({ code, name: code, rankedInClass: true, rankedInGrade: false, rankedInNotice: false }))
  expect(withOneMore(list).map((one) => one.code)).toEqual(['quality_1', 'quality_2', 'overall'])
  expect(withOneMore(withOneMore(list)).map((one) => one.code)).toEqual(['quality_1', 'quality_2', 'quality_3', 'overall'])
  expect([moved(['a', 'b', 'c'], 0, 2), moved(['a', 'b', 'c'], 2, 1)]).toEqual([['b', 'c', 'a'], ['a', 'c', 'b']])
})

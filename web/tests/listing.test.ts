import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { keepWords, useAddress } from '@console/address'
import { useList } from '@console/listing'

vi.mock('@urql/vue', () => ({
  useQuery: () => ({ data: ref(null), error: ref(null), fetching: ref(false), stale: ref(false), executeQuery: vi.fn() }),
}))

const PAUSE = 350
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A screen with a list, whose every navigation waits, as for an answer of the API, until it is let through. */
async function screen() {
  const held: (() => void)[] = []
  let holding = false
  let refusing = false
  const listing = { filters: {} as Record<string, unknown>, sort: (_: string): unknown => null, turn: (_: number): unknown => null }
  const List = {
    setup() {
      const list = useList({ __meta__: { documentId: 'sha256:ab' } } as never, {
        pick: () => null, filters: { name: 'text', number: 'text', grade: 'number' },
      })
      Object.assign(listing, { filters: list.filters, sort: list.sort, turn: list.turn })
      return () => null
    },
  }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/list', component: List }, { path: '/other', component: { render: () => null } }],
  })
  keepWords(router)
  router.beforeEach(async () => {
    if (holding) await new Promise<void>((through) => held.push(through))
    if (refusing) throw new Error('the chunk is gone')
  })
  router.onError(() => undefined)
  await router.push('/list')
  const page = mount(RouterView, { global: { plugins: [router] } })
  const settle = async () => {
    for (let turn = 0; turn < 200; turn += 1) await nextTick()
  }
  return {
    router, listing, settle, page,
    query: () => ({ ...router.currentRoute.value.query }),
    type: async (name: string, value: unknown) => {
      listing.filters[name] = value
      await nextTick()
    },
    pause: () => vi.advanceTimersByTimeAsync(PAUSE),
    hold: () => void (holding = true),
    fail: (so: boolean) => void (refusing = so),
    letThrough: async () => {
      holding = false
      while (held.length) held.shift()!()
      await settle()
    },
  }
}

test('a filter is written into the address after a pause', async () => {
  const { type, pause, query, settle } = await screen()
  await type('name', '张')
  expect(query()).toEqual({})
  await pause()
  await settle()
  expect(query()).toEqual({ name: '张' })
})

test('what is typed while an earlier filter is on its way is neither lost nor taken back', async () => {
  const { type, pause, hold, letThrough, query, listing, settle } = await screen()
  hold()
  await type('number', '2019')
  await pause()
  await type('name', '张')
  await type('number', '20190')
  await letThrough()
  expect({ ...listing.filters }).toEqual({ name: '张', number: '20190', grade: null })
  await pause()
  await settle()
  expect(query()).toEqual({ name: '张', number: '20190' })
})

test('a filter whose writing is overtaken by any other one goes along with it or after it', async () => {
  const overtaking = {
    'another list': (router: ReturnType<typeof createRouter>) => router.replace({ query: { college: '3' } }),
    'a link to the same screen': (router: ReturnType<typeof createRouter>) => router.push('/list?college=3'),
  }
  for (const [what, overtake] of Object.entries(overtaking)) {
    const { router, type, pause, hold, letThrough, query, listing } = await screen()
    hold()
    await type('name', '张')
    await pause()
    void overtake(router)
    await letThrough()
    expect(listing.filters.name, what).toBe('张')
    expect(query(), what).toEqual({ college: '3', name: '张' })
  }
})

test('order, page and filters that are changed at once are all written', async () => {
  const { type, hold, letThrough, query, listing, pause } = await screen()
  hold()
  listing.sort('-NAME')
  await type('grade', 2019)
  listing.turn(3)
  await letThrough()
  expect(query()).toEqual({ order: '-NAME', grade: '2019', page: '3' })
  await pause()
  expect(query()).toEqual({ order: '-NAME', grade: '2019', page: '3' })
})

test('a filter that is taken back before it was written is not written', async () => {
  const { type, pause, query, settle } = await screen()
  await type('name', '张')
  await type('name', null)
  await pause()
  await settle()
  expect(query()).toEqual({})
})

test('a filter typed on the way out holds nobody back, and does not come along', async () => {
  const { router, type, pause, hold, letThrough, query, settle } = await screen()
  await type('name', '张')
  hold()
  void router.push('/other')
  await settle()
  await pause()
  await letThrough()
  await pause()
  await settle()
  expect([router.currentRoute.value.path, query()]).toEqual(['/other', {}])
})

test('a screen that can not be gone to leaves the filters at work', async () => {
  const { router, type, pause, fail, query, settle } = await screen()
  fail(true)
  await router.push('/other').catch(() => undefined)
  fail(false)
  await type('name', '张')
  await pause()
  await settle()
  expect([router.currentRoute.value.path, query()]).toEqual(['/list', { name: '张' }])
})

test('an address that somebody goes back to says what the filters are', async () => {
  const { router, type, pause, settle, listing } = await screen()
  await type('name', '张')
  await pause()
  await settle()
  await router.push('/list?number=2019&grade=2019')
  await settle()
  expect({ ...listing.filters }).toEqual({ name: null, number: '2019', grade: 2019 })
  await pause()
  await settle()
  expect({ ...router.currentRoute.value.query }).toEqual({ number: '2019', grade: '2019' })
})

test('what is chosen elsewhere on a screen is written beside the filters', async () => {
  const { router, type, hold, letThrough, query, pause } = await screen()
  let write: (words: Record<string, string>) => void = () => undefined
  mount({ setup: () => ((write = useAddress().write), () => null) }, { global: { plugins: [router] } })
  hold()
  await type('name', '张')
  await pause()
  write({ college: '3' })
  await letThrough()
  expect(query()).toEqual({ name: '张', college: '3' })
})

test('a filter that the screen refuses to turn to is not asked for again and again', async () => {
  const { router, type, pause, settle, query } = await screen()
  let times = 0
  const stop = router.beforeEach(() => ((times += 1), false))
  await type('name', '张')
  await pause()
  await settle()
  stop()
  expect([times, query()]).toEqual([1, {}])
})

test('back goes to the page before, and what was typed into one filter is one step', async () => {
  const { router, type, pause, settle, query, listing } = await screen()
  const back = async () => (router.back(), await new Promise<void>((done) => void (router.afterEach(() => done()))), await settle())
  listing.turn(2)
  await settle()
  listing.turn(3)
  await settle()
  for (const name of ['张', '张三', '张三丰']) {
    await type('name', name)
    await pause()
    await settle()
  }
  expect(query()).toEqual({ name: '张三丰' })
  await back()
  expect([query(), listing.filters.name]).toEqual([{ page: '3' }, null])
  await back()
  expect(query()).toEqual({ page: '2' })
  await back()
  expect(query()).toEqual({})
})

test('a filter that is typed again after going back, or after another one, is a step of its own', async () => {
  const { router, type, pause, settle, query } = await screen()
  const write = async (name: string, value: string) => (await type(name, value), await pause(), await settle())
  const entries: string[] = []
  router.afterEach((to) => void entries.push(to.fullPath))
  const pushed = vi.spyOn(router, 'push')
  await write('name', '张')
  await write('number', '2019')
  await write('name', '李')
  await write('name', '李四')
  expect(query()).toEqual({ name: '李四', number: '2019' })
  expect(pushed).toHaveBeenCalledTimes(3)
  expect(entries).toHaveLength(4)
})

import { useQuery, type TypedDocumentNode } from '@urql/vue'
import { computed, onScopeDispose, reactive, shallowRef, watch, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import type { ApiError, Trouble } from '@shared/troubles'
import { useAddress } from './address'
import { client, inWords, trusted } from './client'

interface Connection<Row> { nodes: Row[]; totalCount?: number }
type Kind = 'text' | 'number' | 'flag'
type ValueOf<K> = K extends 'number' ? number : K extends 'flag' ? boolean : string
export type Filters<Kinds extends Record<string, Kind>> = { -readonly [Name in keyof Kinds]: ValueOf<Kinds[Name]> | null }

interface Options<Data, Row, Kinds extends Record<string, Kind>> {
  /** The connection in the answer; null where this person may not ask. */
  pick: (data: Data) => Connection<Row> | null | undefined
  /** Names as in the API's filter, and what they hold; kept in the address. */
  filters?: Kinds
  /** What the query wants besides `filter`, `orderBy`, `first`, `offset`; some take words of the filter apart. */
  variables?: (filter: Record<string, unknown>) => Record<string, unknown>
  /** What the filter always holds. */
  filter?: () => Record<string, unknown>
  /** As the address writes it: "NAME", or "-NAME" from large to small. */
  order?: string
  size?: number
  paused?: () => boolean
  /** For a second list on one screen: keeps its words in the address apart. */
  prefix?: string
}

const PAUSE = 350
/** As many rows as the API gives at once; a longer page is asked for in parts, as one scrolls. */
const PART = 200
export const SIZES = [10, 20, 50, 100, 200, 500, 1000]
const MOST = 1000
/** More are not chosen one by one: an act takes some thousand ids, and whoever means more filters. */
export const MOST_CHOSEN = 5000

/** A list of the API: page, size, order and filters live in the address, so that a reload or a link shows the same. */
export function useList<Data, Variables, Row, const Kinds extends Record<string, Kind> = Record<never, Kind>>(
  document: TypedDocumentNode<Data, Variables>, options: Options<Data, Row, Kinds>,
) {
  const route = useRoute()
  const address = useAddress()
  const own = (name: string) => (options.prefix ?? '') + name
  const asked = (name: string): string => {
    const value = route.query[own(name)]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }

  const page = computed(() => Math.max(1, Number(asked('page')) || 1))
  const size = computed(() => Math.min(MOST, Number(asked('size')) || options.size || 20))
  const order = computed(() => asked('order') || options.order || '')
  const kinds: [string, Kind][] = Object.entries(options.filters ?? {})
  const filters = reactive(Object.fromEntries(kinds.map(([name, kind]) => [name, read(asked(name), kind)])))

  const go = (changes: Record<string, string | undefined>, enters = true): void => {
    clearTimeout(timer)
    if (enters) typing = ''
    address.write(Object.fromEntries(Object.entries(changes).map(([name, value]) => [own(name), value])), enters)
  }
  let timer = 0
  /** The filter that was written last: what is typed on replaces it in the history. */
  let typing = ''
  watch(filters, () => {
    const typed = kinds.filter(([name]) => (written(filters[name]) ?? '') !== address.word(own(name)))
    if (!typed.length) return
    address.intend(Object.fromEntries(typed.map(([name]) => [own(name), written(filters[name])])))
    clearTimeout(timer)
    const names = typed.map(([name]) => name).join()
    timer = window.setTimeout(() => {
      const on = typing === names
      go({ page: undefined }, !on)
      typing = names
    }, PAUSE)
  })
  onScopeDispose(() => clearTimeout(timer))
  watch(() => kinds.map(([name]) => asked(name)).join('\n'), () => {
    for (const [name, kind] of kinds) {
      const word = address.word(own(name))
      if ((written(filters[name]) ?? '') === word) continue
      filters[name] = read(word, kind)
      typing = ''
    }
  })

  /** What the API is asked for: an export of the same rows takes it as it is. */
  const filter = computed(() => ({
    ...Object.fromEntries(kinds.flatMap(([name, kind]) => {
      const value = read(asked(name), kind)
      return value === null ? [] : [[name, value]]
    })),
    ...options.filter?.(),
  }))
  /** "-QUALITY_SCORE:moral" from large to small by one quality's score. */
  const orderBy = computed(() => {
    const [field, quality] = order.value.replace(/^-/, '').split(':')
    return field ? { field, direction: order.value.startsWith('-') ? 'DESC' : 'ASC', ...(quality && { quality }) } : null
  })
  const variables = (part: number) => ({
    ...options.variables?.(filter.value), filter: filter.value, orderBy: orderBy.value, first: Math.min(PART, size.value - part * PART),
    offset: (page.value - 1) * size.value + part * PART,
  })
  const question = trusted(document) as TypedDocumentNode<Data, Record<string, unknown>>

  /** How far one has scrolled; it says nothing of another page. */
  const reached = shallowRef({ of: '', parts: 1 })
  const here = computed(() => JSON.stringify(variables(0)))
  const wanted = computed(() => (reached.value.of === here.value ? reached.value.parts : 1))
  const parts = Array.from({ length: MOST / PART }, (_, part) => useQuery({
    query: question, variables: computed(() => variables(part)), pause: computed(() => part >= wanted.value || (options.paused?.() ?? false)),
  }))
  const asking = computed(() => parts.slice(0, wanted.value))
  const query = parts[0]!
  const picked = (part: typeof query) => (part.data.value ? options.pick(part.data.value as Data) : null)
  const connection = computed(() => picked(query))
  const total = computed(() => connection.value?.totalCount ?? 0)
  const rows = computed(() => {
    const found = [...(connection.value?.nodes ?? [])]
    for (const part of asking.value.slice(1)) {
      if (part.fetching.value) break
      found.push(...(picked(part)?.nodes ?? []))
    }
    return found
  })
  /** The rows of this page, those not asked for yet included. */
  const expected = computed(() => Math.max(rows.value.length, Math.min(size.value, total.value - (page.value - 1) * size.value)))
  const trouble: ComputedRef<Trouble | null> = computed(() => {
    const failed = asking.value.find((part) => part.error.value)
    return failed ? inWords(failed.error.value!, failed.data.value) : null
  })

  function reach(row: number): void {
    const parts = Math.min(Math.floor(row / PART), Math.ceil(size.value / PART) - 1) + 1
    if (parts > wanted.value) reached.value = { of: here.value, parts }
  }
  /** Every row that the filter finds, a part at a time; null where one could not be had. */
  async function every(): Promise<Row[] | null> {
    const found: Row[] = []
    for (let offset = 0, all = 1; offset < all; offset += PART) {
      const answer = await client.query(question, { ...variables(0), first: PART, offset }, { requestPolicy: 'network-only' }).toPromise()
      const part = answer.data && options.pick(answer.data)
      if (!part) return null
      all = part.totalCount ?? 0
      found.push(...part.nodes)
    }
    return found
  }

  return reactive({
    rows, total, expected, trouble, reach, every,
    loading: computed(() => query.fetching.value || (query.stale.value && !connection.value)),
    refreshing: query.stale,
    /** Coordinates that this person may not see: their columns are left out. */
    withheld: computed(() => {
      const errors = (query.error.value?.graphQLErrors ?? []) as unknown as ApiError[]
      return errors.flatMap((error) => error.extensions?.coordinate ?? [])
    }),
    page, size, order, filter, orderBy,
    filters: filters as unknown as Filters<Kinds>,
    refresh: () => asking.value.forEach((part) => void part.executeQuery({ requestPolicy: 'network-only' })),
    turn: (to: number) => go({ page: to > 1 ? String(to) : undefined }),
    resize: (to: number) => go({ size: String(to), page: undefined }),
    sort: (to: string) => go({ order: to || undefined, page: undefined }),
  })
}

export type List<Row = unknown> = Omit<ReturnType<typeof useList<unknown, unknown, Row>>, 'filters'>

function read(text: string, kind: Kind): string | number | boolean | null {
  if (text === '') return null
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : null
  return kind === 'flag' ? text === 'true' : text
}

const written = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value)

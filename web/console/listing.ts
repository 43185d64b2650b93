import { useQuery, type TypedDocumentNode } from '@urql/vue'
import { computed, onScopeDispose, reactive, watch, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import type { ApiError, Trouble } from '@shared/troubles'
import { useAddress } from './address'
import { inWords, trusted } from './client'

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
export const SIZES = [10, 20, 50, 100, 200]

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
  const size = computed(() => Math.min(200, Number(asked('size')) || options.size || 20))
  const order = computed(() => asked('order') || options.order || '')
  const kinds: [string, Kind][] = Object.entries(options.filters ?? {})
  const filters = reactive(Object.fromEntries(kinds.map(([name, kind]) => [name, read(asked(name), kind)])))

  const go = (changes: Record<string, string | undefined>): void => {
    clearTimeout(timer)
    address.write(Object.fromEntries(Object.entries(changes).map(([name, value]) => [own(name), value])))
  }
  let timer = 0
  watch(filters, () => {
    const typed = kinds.filter(([name]) => (written(filters[name]) ?? '') !== address.word(own(name)))
    if (!typed.length) return
    address.intend(Object.fromEntries(typed.map(([name]) => [own(name), written(filters[name])])))
    clearTimeout(timer)
    timer = window.setTimeout(() => go({ page: undefined }), PAUSE)
  })
  onScopeDispose(() => clearTimeout(timer))
  watch(() => kinds.map(([name]) => asked(name)).join('\n'), () => {
    for (const [name, kind] of kinds) {
      const word = address.word(own(name))
      if ((written(filters[name]) ?? '') !== word) filters[name] = read(word, kind)
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
  const orderBy = computed(() =>
    order.value ? { field: order.value.replace(/^-/, ''), direction: order.value.startsWith('-') ? 'DESC' : 'ASC' } : null)
  const variables = computed(() => ({
    ...options.variables?.(filter.value), filter: filter.value, orderBy: orderBy.value, first: size.value,
    offset: (page.value - 1) * size.value,
  }))

  const query = useQuery({
    query: trusted(document) as TypedDocumentNode<Data, Record<string, unknown>>, variables,
    pause: computed(() => options.paused?.() ?? false),
  })
  const connection = computed(() => (query.data.value ? options.pick(query.data.value as Data) : null))
  const trouble: ComputedRef<Trouble | null> = computed(() =>
    query.error.value ? inWords(query.error.value, query.data.value) : null)

  return reactive({
    rows: computed(() => connection.value?.nodes ?? []),
    total: computed(() => connection.value?.totalCount ?? 0),
    loading: computed(() => query.fetching.value || (query.stale.value && !connection.value)),
    refreshing: query.stale,
    trouble,
    /** Coordinates that this person may not see: their columns are left out. */
    withheld: computed(() => {
      const errors = (query.error.value?.graphQLErrors ?? []) as unknown as ApiError[]
      return errors.flatMap((error) => error.extensions?.coordinate ?? [])
    }),
    page, size, order, filter, orderBy,
    filters: filters as unknown as Filters<Kinds>,
    refresh: () => void query.executeQuery({ requestPolicy: 'network-only' }),
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

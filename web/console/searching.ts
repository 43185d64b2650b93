import { ref, watch, onScopeDispose, type Ref } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { ask } from '@shared/asking'
import { Trouble } from '@shared/troubles'
import { STATUS } from '@shared/words'
import { SearchDocument, type SearchQuery } from './generated/graphql'

/** What a hit of the search leads to. */
export interface Hit { key: string; name: string; about: string; to: RouteLocationRaw }
export interface Group { title: string; total: number; hits: Hit[] }

/** A screen that the person may open, by its title. */
export interface Place { title: string; to: RouteLocationRaw }

const PAUSE = 200
const MOST = 8

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '')

/** The screens whose title, or its pinyin, or its initials hold the text; those that begin with it come first. */
export function placesFound(text: string, places: readonly Place[], pinyin: Record<string, readonly string[]>): Place[] {
  const sought = folded(text)
  if (!sought) return []
  const at = ({ title }: Place) => {
    const places = [folded(title), ...(pinyin[title] ?? [])].map((one) => one.indexOf(sought)).filter((one) => one >= 0)
    return places.length ? Math.min(...places) : -1
  }
  return places.filter((one) => at(one) >= 0).sort((one, other) => at(one) - at(other)).slice(0, MOST)
}

/** Students, classes and batches, each with what tells it from others of its name; `screen` is where a batch is looked at. */
export function hitsOf({ search, batches }: SearchQuery, screen: string): Group[] {
  const students = search.students.map((one) => ({
    key: one.id, name: one.name, about: `${one.number} · ${one.schoolClass.name} · ${one.college.name}`,
    to: { name: 'student', params: { student: one.id } },
  }))
  const classes = search.classes.map((one) => ({
    key: one.id, name: one.name, about: `${one.code} · ${one.grade}级 · ${one.college.name}`,
    to: { name: 'students', query: { classId: one.id } },
  }))
  const ofBatches = batches.nodes.map((one) => ({
    key: one.id, name: one.name, about: `${one.academicYear}学年 · ${STATUS[one.status]}`, to: { name: screen, params: { batch: one.id } },
  }))
  return [
    { title: '学生', total: search.studentCount, hits: students },
    { title: '班级', total: search.classCount, hits: classes },
    { title: '批次', total: batches.totalCount, hits: ofBatches },
  ].filter((one) => one.hits.length)
}

/** Asks while one types, at most once in a moment. `busy` until the answer to what stands in the field is there. */
export function useSearch(text: Ref<string>, screen: string) {
  const found = ref<Group[]>([])
  const trouble = ref('')
  const busy = ref(false)
  let timer = 0
  let asking: AbortController | null = null
  const stop = () => (clearTimeout(timer), asking?.abort())

  async function look(sought: string): Promise<void> {
    const mine = (asking = new AbortController())
    try {
      found.value = hitsOf((await ask(SearchDocument, { text: sought }, { signal: mine.signal })).data, screen)
      trouble.value = ''
    } catch (wrong) {
      if (mine.signal.aborted) return
      if (!(wrong instanceof Trouble)) throw wrong
      found.value = []
      trouble.value = wrong.message
    }
    busy.value = false
  }
  watch(text, (now) => {
    stop()
    const sought = now.trim()
    busy.value = !!sought
    if (sought) timer = window.setTimeout(() => void look(sought), PAUSE)
    else found.value = []
  })
  onScopeDispose(stop)
  return { found, trouble, busy }
}

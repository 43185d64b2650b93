import { changes, idOf, type TrustedDocument } from './documents'
import { LANGUAGE } from './language'
import { patiently, secondsOf } from './patience'
import { offline, troubleOf, wordless, type ApiError, type Trouble } from './troubles'

/** GraphQL over HTTP with trusted documents, and nothing else. */
export const ENDPOINT = '/graphql'

export interface Answer<Data> {
  data: Data
  /** Fields withheld from this person; the rest of the data stands. */
  errors: readonly ApiError[]
}

export interface Asking {
  signal?: AbortSignal
  /** Files and the places of their nulls: `{'variables.input.file': file}`. */
  files?: Record<string, File>
}

type Listener = (trouble: Trouble) => void
const listeners = new Set<Listener>()

/** Told of every sign-in that has run out, wherever it shows. */
export function whenSignedOut(listener: Listener): void {
  listeners.add(listener)
}

export function tellSignedOut(trouble: Trouble): void {
  for (const listener of listeners) listener(trouble)
}

/** A question is asked again where a passing fault answers, an act never. Throws: Trouble, or the abort. */
export async function ask<Data, Variables>(
  document: TrustedDocument<Data, Variables>, variables?: Variables, asking: Asking = {},
): Promise<Answer<Data>> {
  const send = () => sent({ documentId: idOf(document), variables }, asking)
  const response = await (changes(document) ? send() : patiently(send, asking.signal)).catch((wrong: unknown) => {
    throw asking.signal?.aborted ? wrong : offline()
  })
  const answer = await read<Data>(response)
  const trouble = troubleOf(answer.errors, answer.data)
  if (trouble?.kind === 'signedOut') tellSignedOut(trouble)
  if (trouble) throw trouble
  return { data: answer.data as Data, errors: answer.errors ?? [] }
}

function sent(operation: object, { signal, files }: Asking): Promise<Response> {
  const accept = 'application/graphql-response+json, application/json;q=0.9'
  const init = files ? multipart(operation, files) : json(operation)
  return fetch(ENDPOINT, { method: 'POST', signal, ...init, headers: { ...init.headers, ...LANGUAGE, Accept: accept } })
}

export const json = (operation: object) => ({
  body: JSON.stringify(operation), headers: { 'Content-Type': 'application/json' },
})

/** https://github.com/jaydenseric/graphql-multipart-request-spec */
export function multipart(operation: object, files: Record<string, File>) {
  const form = new FormData()
  const places = Object.keys(files)
  form.set('operations', JSON.stringify(operation))
  form.set('map', JSON.stringify(Object.fromEntries(places.map((place, index) => [index, [place]]))))
  Object.values(files).forEach((file, index) => form.set(String(index), file))
  return { body: form, headers: { 'GraphQL-Preflight': '1' } }
}

async function read<Data>(response: Response): Promise<{ data?: Data | null; errors?: ApiError[] }> {
  try {
    return await response.json()
  } catch {
    throw wordless(response.status, secondsOf(response) ?? 0)
  }
}

import { cacheExchange, Client, fetchExchange, makeOperation, mapExchange, type CombinedError } from '@urql/core'
import { ENDPOINT, tellSignedOut } from '@shared/asking'
import { LANGUAGE } from '@shared/language'
import { idOf } from '@shared/documents'
import { patiently, secondsOf } from '@shared/patience'
import { offline, troubleOf, wordless, type ApiError, type Trouble } from '@shared/troubles'

const once: typeof fetch = (address, init) => fetch(address, init)
const patient: typeof fetch = (address, init) => patiently(() => fetch(address, init), init?.signal)

/**
 * urql sends `documentId` for documents that carry one; codegen keeps it under `__meta__`. Lists ask anew whenever
 * they are shown; what an act changed (by type) asks anew at once, and so does what comes next (`Task`). Questions are patient with passing faults, acts are not.
 */
export const client = new Client({
  url: ENDPOINT,
  requestPolicy: 'cache-and-network',
  preferGetMethod: false,
  fetchOptions: { headers: LANGUAGE },
  exchanges: [
    cacheExchange,
    mapExchange({
      onOperation: (operation) =>
        makeOperation(operation.kind, operation, { ...operation.context, fetch: operation.kind === 'query' ? patient : once }),
      onResult(result) {
        const { data, error, operation } = result
        const trouble = error && inWords(error, data)
        if (trouble?.kind === 'signedOut') tellSignedOut(trouble)
        if (operation.kind !== 'mutation') return result
        const additionalTypenames = [...(operation.context.additionalTypenames ?? []), ...connectionsOf(data), 'Task']
        return { ...result, operation: makeOperation(operation.kind, operation, { ...operation.context, additionalTypenames }) }
      },
    }),
    fetchExchange,
  ],
})

/** A document of codegen as urql sends it: the `documentId`, unless there are definitions, as in development. */
export function trusted<Document extends object>(document: Document): Document {
  const { definitions = [] } = document as { definitions?: unknown[] }
  return Object.assign(document, { documentId: idOf(document), kind: 'Document', definitions })
}

/** A list also asks anew when it was empty, or when what it lacks was made: `Batch` stands for `BatchConnection`. */
function connectionsOf(data: unknown, found = new Set<string>()): string[] {
  if (Array.isArray(data)) data.forEach((one) => connectionsOf(one, found))
  else if (data && typeof data === 'object') {
    const { __typename: name } = data as { __typename?: string }
    if (name) found.add(`${name}Connection`)
    Object.values(data).forEach((one) => connectionsOf(one, found))
  }
  return [...found]
}

/** null where errors name only withheld fields, and the data stands. */
export function inWords(error: CombinedError, data: unknown): Trouble | null {
  const errors = error.graphQLErrors as unknown as ApiError[]
  if (errors.length) return troubleOf(errors, data)
  const response = error.response as Response | undefined
  return response ? wordless(response.status, secondsOf(response) ?? 0) : offline()
}

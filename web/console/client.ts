import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from '@urql/core'
import { ENDPOINT, tellSignedOut } from '@shared/asking'
import { idOf } from '@shared/documents'
import { offline, Trouble, troubleOf, type ApiError } from '@shared/troubles'

/**
 * urql sends `documentId` for documents that carry one; codegen keeps it under `__meta__`. Lists ask anew whenever
 * they are shown; what an act changed (by type) asks anew at once.
 */
export const client = new Client({
  url: ENDPOINT,
  requestPolicy: 'cache-and-network',
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    mapExchange({
      onResult({ error, data }) {
        const trouble = error && inWords(error, data)
        if (trouble?.kind === 'signedOut') tellSignedOut(trouble)
      },
    }),
    fetchExchange,
  ],
})

/** A document of codegen as urql sends it. */
export function trusted<Document extends object>(document: Document): Document {
  return Object.assign(document, { documentId: idOf(document) })
}

/** null where errors name only withheld fields, and the data stands. */
export function inWords(error: CombinedError, data: unknown): Trouble | null {
  const errors = error.graphQLErrors as unknown as ApiError[]
  if (errors.length) return troubleOf(errors, data)
  return error.response ? new Trouble('failed', `服务暂时不可用（${error.response.status}），请稍后重试`) : offline()
}

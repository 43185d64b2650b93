import type { GraphiQLProps } from 'graphiql'
import { getOperationAST, parse } from 'graphql'
import { ENDPOINT } from '@shared/asking'
import { events } from '@shared/following'
import { LANGUAGE } from '@shared/language'

type Fetcher = GraphiQLProps['fetcher']
type Operation = Parameters<Fetcher>[0]
type Options = Parameters<Fetcher>[1]

const ANSWER = 'application/graphql-response+json, application/json;q=0.9'

/** With the session's cookie, as the pages ask; a token that somebody writes into the headers counts instead. */
export const ask: Fetcher = (written, options) => {
  const operation = operationOf(written)
  const request = { ...written, operationName: operation?.name?.value ?? written.operationName }
  return operation?.operation === 'subscription' ? followed(request, options) : answered(request, options)
}

/** What is sent speaks for itself: GraphiQL knows a moment late that another tab's text has another operation. */
function operationOf({ query, operationName }: Operation) {
  try {
    const document = parse(query)
    return getOperationAST(document, operationName) ?? getOperationAST(document)
  } catch {
    return null // the API says what is wrong with it
  }
}

async function answered(request: Operation, options: Options) {
  return (await sent(request, ANSWER, options)).json()
}

async function* followed(request: Operation, options: Options) {
  const response = await sent(request, 'text/event-stream', options)
  if (!response.ok || !response.body) yield await response.json()
  else for await (const { event, data } of events(response.body)) if (event === 'next') yield JSON.parse(data)
}

function sent(request: Operation, accept: string, options: Options): Promise<Response> {
  const headers = { ...LANGUAGE, Accept: accept, 'Content-Type': 'application/json', ...options?.headers }
  return fetch(ENDPOINT, { method: 'POST', headers, body: JSON.stringify(request) })
}

import { ENDPOINT } from './asking'
import { LANGUAGE } from './language'
import { idOf, type TrustedDocument } from './documents'

interface Event<Data> { data?: Data | null; errors?: { message: string }[] }

/**
 * A subscription by server-sent events, "distinct connections mode": `seen` gets every answer until it completes.
 * Throws where the connection breaks; whoever follows asks again, for the first event tells how things are.
 */
export async function follow<Data, Variables>(
  document: TrustedDocument<Data, Variables>, variables: Variables, seen: (data: Data) => void, signal: AbortSignal,
): Promise<void> {
  const response = await fetch(ENDPOINT, {
    method: 'POST', signal, body: JSON.stringify({ documentId: idOf(document), variables }),
    headers: { ...LANGUAGE, 'Content-Type': 'application/json', Accept: 'text/event-stream' },
  })
  if (!response.ok || !response.body) throw new Error(`no events: ${response.status}`)
  for await (const { event, data } of events(response.body)) {
    if (event === 'complete') return
    if (event !== 'next') continue
    const answer = JSON.parse(data) as Event<Data>
    if (answer.errors?.length || !answer.data) throw new Error(answer.errors?.[0]?.message ?? 'no data')
    seen(answer.data)
  }
  throw new Error('cut off')
}

export async function* events(stream: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: string }> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = lineOf(block, 'event')
        if (event) yield { event, data: lineOf(block, 'data') }
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

function lineOf(block: string, name: string): string {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith(`${name}:`))
  return lines.map((line) => line.slice(name.length + 1).trimStart()).join('\n')
}

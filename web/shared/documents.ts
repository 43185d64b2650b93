/** A trusted document as codegen writes it: its id, and the types of what goes out and comes back. */
export interface TrustedDocument<Data = unknown, Variables = unknown> {
  __apiType?: (variables: Variables) => Data
}

/** What `documentId` says; the text itself stays in the build's list. */
export function idOf(document: TrustedDocument<never, never> | object): string {
  const { __meta__: meta } = document as { __meta__?: { documentId?: string } }
  if (!meta?.documentId) throw new Error('not a trusted document: run `npm run codegen`')
  return meta.documentId
}

/** Whether it is a mutation: codegen says so, see codegen.ts. */
export const changes = (document: object): boolean =>
  Boolean((document as { __meta__?: { changes?: boolean } }).__meta__?.changes)

export type Payload<Data> = NonNullable<Exclude<Data[keyof Data], string>>

/** What a mutation with one root field answered; `__typename` may stand beside it. */
export function payloadOf<Data>(data: Data): Payload<Data> | null {
  const found = Object.values(data as object).find((value) => value && typeof value === 'object')
  return (found as Payload<Data> | undefined) ?? null
}

import { createRequest } from '@urql/core'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { client, trusted } from '@console/client'

const __meta__ = { documentId: 'sha256:00' }

test('what is built sends the hash alone', () => {
  const document = trusted({ __meta__ }) as never
  expect(document).toMatchObject({ documentId: 'sha256:00', kind: 'Document', definitions: [] })
})

test('in development urql finds the kind of each operation in the document', () => {
  const whole = trusted({ __meta__, ...parse('mutation Act { act }') }) as never
  const operation = client.createRequestOperation('mutation', createRequest(whole, {}))
  expect(operation.kind).toBe('mutation')
  expect(() => client.createRequestOperation('query', createRequest(whole, {}))).toThrow('Expected')
})

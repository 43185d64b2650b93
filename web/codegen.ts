import { createHash } from 'node:crypto'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { Kind, type DocumentNode } from 'graphql'
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset'

/** Decimals stay strings: a page shows them, and never computes with them. */
const scalars = {
  AcademicYear: 'string', Credit: 'string', Date: 'string', DateTime: 'string', Exact: 'string', Percent: 'string',
  Points: 'string', Ratio: 'string', Score: 'string', JSON: 'unknown', Upload: 'null',
}

/** In development urql looks into each document, so it is kept beside its hash; what is built holds the hash alone. */
const mode = process.env.DOCUMENTS === 'whole' ? 'embedHashInDocument' as const : 'replaceDocumentWithHash' as const

/** What the pages know of a document besides its hash: whether it changes anything, and so is sent once alone. */
const marked = ({ definitions }: DocumentNode) =>
  definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === 'mutation') ? { changes: true } : undefined

/** `typenames`: the console's cache knows by them what an act has changed. */
const page = (name: string, typenames: boolean) => ({
  documents: [`${name}/**/*.graphql`, `shared/**/*.graphql`],
  preset: 'client' as const,
  documentTransforms: typenames ? [addTypenameSelectionDocumentTransform] : [],
  presetConfig: {
    fragmentMasking: false,
    onExecutableDocumentNode: marked,
    persistedDocuments: {
      mode,
      hashPropertyName: 'documentId',
      hashAlgorithm: (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`,
    },
  },
  config: {
    useTypeImports: true, strictScalars: true, scalars,
  },
})

export default {
  schema: '../graph/schema.graphql',
  generates: { 'console/generated/': page('console', true), 'mini/generated/': page('mini', false) },
} satisfies CodegenConfig

import { createHash } from 'node:crypto'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset'

/** Decimals stay strings: a page shows them, and never computes with them. */
const scalars = {
  AcademicYear: 'string', Credit: 'string', Date: 'string', DateTime: 'string', Exact: 'string', Percent: 'string',
  Points: 'string', Ratio: 'string', Score: 'string', JSON: 'unknown', Upload: 'null',
}

/** `typenames`: the console's cache knows by them what an act has changed. */
const page = (name: string, typenames: boolean) => ({
  documents: [`${name}/**/*.graphql`, `shared/**/*.graphql`],
  preset: 'client' as const,
  documentTransforms: typenames ? [addTypenameSelectionDocumentTransform] : [],
  presetConfig: {
    fragmentMasking: false,
    persistedDocuments: {
      mode: 'replaceDocumentWithHash' as const,
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

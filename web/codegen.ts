import { createHash } from 'node:crypto'
import type { CodegenConfig } from '@graphql-codegen/cli'

/** Decimals stay strings: a page shows them, and never computes with them. */
const scalars = {
  AcademicYear: 'string', Credit: 'string', Date: 'string', DateTime: 'string', Exact: 'string', Percent: 'string',
  Points: 'string', Ratio: 'string', Score: 'string', JSON: 'unknown', Upload: 'null',
}

const page = (name: string) => ({
  documents: [`${name}/**/*.graphql`, `shared/**/*.graphql`],
  preset: 'client' as const,
  presetConfig: {
    fragmentMasking: false,
    persistedDocuments: {
      mode: 'replaceDocumentWithHash' as const,
      hashPropertyName: 'documentId',
      hashAlgorithm: (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`,
    },
  },
  config: {
    useTypeImports: true, enumsAsTypes: true, skipTypename: true, strictScalars: true, avoidOptionals: false, scalars,
  },
})

export default {
  schema: '../graph/schema.graphql',
  generates: { 'console/generated/': page('console'), 'mini/generated/': page('mini') },
} satisfies CodegenConfig

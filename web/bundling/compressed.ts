import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const WORTH_IT = /\.(js|css|html|svg|json)$/

/** Every text lies beside its `.gz` and `.br`: made once here, not at each request. */
export function compressed(): Plugin {
  let directory = ''
  return {
    name: 'zongce:compressed',
    apply: 'build',
    configResolved: (config) => void (directory = config.build.outDir),
    writeBundle() {
      for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
        if (!WORTH_IT.test(name)) continue
        const path = join(directory, name)
        const bytes = readFileSync(path)
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        writeFileSync(`${path}.br`, brotliCompressSync(bytes))
      }
    },
  }
}

import { exec, execSync } from 'node:child_process'
import type { Plugin } from 'vite'
import { forward } from './forward.mjs'

const OURS = /^\/(graphql|downloads|schema\.graphql|healthz|signin|help)/
const CODEGEN = 'npm run codegen'
const whole = { env: { ...process.env, DOCUMENTS: 'whole' } }

/** In development: the API behind the page, and whole documents, made anew as soon as a `.graphql` file is saved. */
export function served(documents: string): Plugin {
  return {
    name: 'zongce:served',
    apply: 'serve',
    configureServer(server) {
      execSync(CODEGEN, { ...whole, stdio: 'inherit' })
      server.middlewares.use((request, response, next) => {
        if (OURS.test(request.url ?? '')) void forward(request, response, documents)
        else next()
      })
      server.watcher.on('change', (file) => {
        if (file.endsWith('.graphql')) exec(CODEGEN, whole, (wrong) => wrong && server.config.logger.error(wrong.message))
      })
    },
  }
}

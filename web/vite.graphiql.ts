import type { Plugin } from 'vite'
import { page } from './bundling/page.ts'

/** React's libraries mark what runs in a browser, hundreds of times; here everything does. */
const unmarked: Plugin = {
  name: 'zongce:unmarked',
  config: () => ({ build: { chunkSizeWarningLimit: 3000, rolldownOptions: { checks: { moduleLevelDirective: false } } } }),
}

export default page('graphiql', '/graphiql/', 5175, [unmarked], '')

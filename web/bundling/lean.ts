import type { Plugin } from 'vite'

/** Every component here has a `setup`: Vue's options API stays out of the page. */
export function lean(): Plugin {
  return { name: 'zongce:lean', config: () => ({ define: { __VUE_OPTIONS_API__: 'false' } }) }
}

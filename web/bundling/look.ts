import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const SOURCE = readFileSync(new URL('../shared/look.js', import.meta.url), 'utf8')

/** Theme and size of type are there before the first paint: a script of its own, which the page waits for, as none may stand in the page. */
export function look(): Plugin {
  let base = ''
  return {
    name: 'zongce:look',
    configResolved: (config) => void (base = config.base),
    buildStart() {
      if (this.environment.mode === 'build') this.emitFile({ type: 'asset', name: 'look.js', source: SOURCE })
    },
    transformIndexHtml(_html, { bundle }) {
      const built = Object.keys(bundle ?? {}).find((name) => /^look-.*\.js$/.test(name))
      return [{ tag: 'script', injectTo: 'head-prepend', ...(built ? { attrs: { src: base + built } } : { children: SOURCE }) }]
    },
  }
}

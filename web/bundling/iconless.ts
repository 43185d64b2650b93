import type { Plugin } from 'vite'

/** vant's icon font is half of a first screen's bytes, and nothing here shows one of its icons. */
export function iconless(): Plugin {
  return {
    name: 'zongce:iconless',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant\/.*\/icon\/index\.css($|\?)/.test(id)) return null
      return code.replace(/@font-face\s*\{[^}]*\}/g, '').replace(/\.van-icon-[\w-]+:before\s*\{[^}]*\}/g, '')
    },
  }
}

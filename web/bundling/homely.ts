import type { Plugin } from 'vite'

const ELSEWHERE = /,?\s*url\(["']?(?:https?:)?\/\/[^)]*\)(?:\s*format\([^)]*\))?/g

/** No style asks another host for anything: vant's icons come with the style itself, not from its makers' servers. */
export function homely(): Plugin {
  return {
    name: 'zongce:homely',
    enforce: 'pre',
    transform: (code, id) => (/\.css($|\?)/.test(id) && ELSEWHERE.test(code) ? code.replace(ELSEWHERE, '') : null),
  }
}

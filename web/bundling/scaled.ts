import type { Plugin } from 'vite'

const LENGTH = /(?<![\w#.-])(-?\d*\.?\d+)px\b/g
const KEPT = /@(?:media|container)[^{]*|url\([^)]*\)/g

/** Lengths in rem, ours and the component libraries', so that all grows with the size of type (R9.9); hairlines and the widths of screens stay. */
export const rem = (css: string): string => {
  const whole = css.match(KEPT) ?? []
  return css.split(KEPT).map((part, at) => part.replace(LENGTH, (px, number) => (Math.abs(number) > 2 ? `${number / 16}rem` : px)) + (whole[at] ?? '')).join('')
}

export function scaled(): Plugin {
  return { name: 'zongce:scaled', enforce: 'pre', transform: (code, id) => (/\.css($|\?)/.test(id) ? rem(code) : null) }
}

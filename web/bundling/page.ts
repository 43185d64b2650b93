import { fileURLToPath } from 'node:url'
import { defineConfig, type PluginOption, type UserConfigFnObject } from 'vite'
import { compressed } from './compressed.ts'
import { english } from './english.ts'
import { homely } from './homely.ts'
import { served } from './served.ts'

const web = fileURLToPath(new URL('..', import.meta.url))

/**
 * One of the pages. Built, its files lie in `dist/<name>` and are asked for below `place`; the app serves `index.html`
 * for every address of the page itself. With `--mode english` it becomes the English page, in `dist/<name>-en`.
 */
export function page(
  name: string, address: string, port: number, plugins: PluginOption[], place = '/assets',
): UserConfigFnObject {
  return defineConfig(({ command, mode }) => {
    const translated = mode === 'english'
    const built = translated ? `${name}-en` : name
    return {
      root: `${web}${name}`,
      base: command === 'build' ? `${place}/${built}/` : address,
      plugins: [
        homely(), ...plugins, translated && english(), served(`${web}${name}/generated/persisted-documents.json`), compressed(),
      ],
      resolve: {
        alias: {
          '@console': `${web}console`, '@mini': `${web}mini`, '@shared': `${web}shared`,
          ...(translated && { 'element-plus/es/locale/lang/zh-cn': 'element-plus/es/locale/lang/en' }),
        },
      },
      server: { port, strictPort: true, fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
      build: {
        outDir: `${web}dist/${built}`,
        emptyOutDir: true,
        assetsDir: '',
        target: 'es2020',
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 700,
      },
    }
  })
}

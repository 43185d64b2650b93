import { fileURLToPath } from 'node:url'
import { defineConfig, type PluginOption, type UserConfigFnObject } from 'vite'
import { compressed } from './compressed.ts'
import { homely } from './homely.ts'
import { served } from './served.ts'

const web = fileURLToPath(new URL('..', import.meta.url))

/**
 * One of the pages. Built, its files lie in `dist/<name>` and are asked for at `/assets/<name>/`, unless they are
 * `built` for a place of their own; the app serves `index.html` for every address of the page itself.
 */
export function page(
  name: string, address: string, port: number, plugins: PluginOption[], built = `/assets/${name}/`,
): UserConfigFnObject {
  return defineConfig(({ command }) => ({
    root: `${web}${name}`,
    base: command === 'build' ? built : address,
    plugins: [homely(), ...plugins, served(`${web}${name}/generated/persisted-documents.json`), compressed()],
    resolve: { alias: { '@console': `${web}console`, '@mini': `${web}mini`, '@shared': `${web}shared` } },
    server: { port, strictPort: true },
    build: {
      outDir: `${web}dist/${name}`,
      emptyOutDir: true,
      assetsDir: '',
      target: 'es2020',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
    },
  }))
}

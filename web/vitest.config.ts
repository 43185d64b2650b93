import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const web = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@console': `${web}console`, '@mini': `${web}mini`, '@shared': `${web}shared` } },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
})

import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { look } from './bundling/look.ts'
import { page } from './bundling/page.ts'
import { scaled } from './bundling/scaled.ts'

export default page('console', '/', 5173, [
  look(),
  scaled(),
  vue(),
  components({
    dirs: [],
    resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    dts: '../console/generated/components.d.ts',
  }),
])

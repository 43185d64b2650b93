import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { page } from './bundling/page.ts'

export default page('console', '/', 5173, [
  vue(),
  components({
    dirs: [],
    resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    dts: '../console/generated/components.d.ts',
  }),
])

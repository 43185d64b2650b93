import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { page } from './bundling/page.ts'

export default page('mini', '/m/', 5174, [
  vue(),
  components({ dirs: [], resolvers: [VantResolver()], dts: '../mini/generated/components.d.ts' }),
])

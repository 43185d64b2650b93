import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { iconless } from './bundling/iconless.ts'
import { lean } from './bundling/lean.ts'
import { page } from './bundling/page.ts'

export default page('mini', '/m/', 5174, [
  iconless(),
  lean(),
  vue(),
  components({ dirs: [], resolvers: [VantResolver()], dts: '../mini/generated/components.d.ts' }),
])

import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { iconless } from './bundling/iconless.ts'
import { lean } from './bundling/lean.ts'
import { look } from './bundling/look.ts'
import { page } from './bundling/page.ts'
import { scaled } from './bundling/scaled.ts'

export default page('mini', '/m/', 5174, [
  iconless(),
  lean(),
  look(),
  scaled(),
  vue(),
  components({ dirs: [], resolvers: [VantResolver()], dts: '../mini/generated/components.d.ts' }),
])

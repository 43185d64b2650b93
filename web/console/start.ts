import urql from '@urql/vue'
import { createApp } from 'vue'
import { whenSignedOut } from '@shared/asking'
import { holdFocus } from '@shared/holding'
import { startAnewWithOthers } from '@shared/tabs'
import App from './App.vue'
import { client } from './client'
import { router } from './router'
import { forget } from './viewer'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@shared/palette.css'
import './style.css'
import './print.css'

whenSignedOut(() => {
  const { meta, fullPath } = router.currentRoute.value
  forget()
  if (!meta.open) void router.push({ name: 'signIn', query: { next: fullPath, ended: '1' } })
})
startAnewWithOthers()
holdFocus()
createApp(App).use(router).use(urql, client).mount('#page')

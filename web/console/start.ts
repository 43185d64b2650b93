import urql from '@urql/vue'
import { createApp } from 'vue'
import { ask, whenSignedOut } from '@shared/asking'
import { holdFocus } from '@shared/holding'
import { tellOfTyping } from '@shared/typing'
import { startAnewWithOthers } from '@shared/tabs'
import App from './App.vue'
import { client } from './client'
import { router } from './router'
import { HereDocument } from './generated/graphql'
import { forget, viewer } from './viewer'
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
tellOfTyping(async () => viewer.value && ask(HereDocument))
holdFocus()
createApp(App).use(router).use(urql, client).mount('#page')

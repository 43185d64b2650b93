import { createApp } from 'vue'
import { whenSignedOut } from '@shared/asking'
import { holdFocus } from '@shared/holding'
import { startAnewWithOthers } from '@shared/tabs'
import App from './App.vue'
import { router } from './router'
import { forget } from './viewer'
import '@shared/palette.css'
import './style.css'

whenSignedOut(() => {
  const { meta, fullPath } = router.currentRoute.value
  if (forget() && !meta.open) void router.replace({ name: 'signIn', query: { next: fullPath, ended: '1' } })
})
startAnewWithOthers()
holdFocus()
createApp(App).use(router).mount('#page')

import { createApp } from 'vue'
import { ask, whenSignedOut } from '@shared/asking'
import { holdFocus } from '@shared/holding'
import { tellOfTyping } from '@shared/typing'
import { startAnewWithOthers } from '@shared/tabs'
import App from './App.vue'
import { router } from './router'
import { HereDocument } from './generated/graphql'
import { forget, viewer } from './viewer'
import '@shared/palette.css'
import './style.css'

whenSignedOut(() => {
  const { meta, fullPath } = router.currentRoute.value
  if (forget() && !meta.open) void router.replace({ name: 'signIn', query: { next: fullPath, ended: '1' } })
})
startAnewWithOthers()
tellOfTyping(async () => viewer.value && ask(HereDocument))
holdFocus()
createApp(App).use(router).mount('#page')

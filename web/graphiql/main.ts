import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { ask } from './asking'
import classes from './examples/classes.graphql?raw'
import ownYears from './examples/own-years.graphql?raw'
import progress from './examples/progress.graphql?raw'
import './style.css'

/** What was written goes with the tab: an office's computer is many people's, and a query may bear names. */
const page = createElement(GraphiQL, {
  fetcher: ask,
  storage: sessionStorage,
  shouldPersistHeaders: false,
  showPersistHeadersSettings: false,
  defaultTabs: [classes, ownYears, progress].map((query) => ({ query })),
})
createRoot(document.getElementById('page')!).render(page)

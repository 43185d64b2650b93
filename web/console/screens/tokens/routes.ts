import type { Screen } from '../../screens'

export default [
  { path: 'tokens', name: 'tokens', title: '访问令牌', help: 'tasks', group: 'own', order: 20, needs: [], component: () => import('./Tokens.vue') },
] satisfies Screen[]

import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    screen?: { name: string; title: string; help: string; parent?: string }
    /** Shown to whoever is not signed in. */
    open?: boolean
  }
}

/* Theme and size of type (R9.9): set before the first paint, and again when a choice or the system changes. Paper is light. */
(() => {
  const root = document.documentElement
  const system = matchMedia('(prefers-color-scheme: dark)')
  const SIZES = { larger: '120%', largest: '140%' }
  const kept = (what) => {
    try {
      return localStorage.getItem(`zongce:${what}`)
    } catch {
      return null
    }
  }
  const look = (paper) => {
    const theme = kept('theme') || (system.matches ? 'dark' : 'light')
    root.classList.toggle('dark', theme === 'dark' && !paper)
    root.style.colorScheme = paper ? 'light' : theme
    root.style.fontSize = (!paper && SIZES[kept('type')]) || ''
  }
  look()
  for (const [target, when] of [[window, 'storage'], [window, 'afterprint'], [system, 'change']]) target.addEventListener?.(when, () => look())
  addEventListener('beforeprint', () => look(true))
})()

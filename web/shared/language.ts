/** What this page was built for. The API's words follow it, whatever the browser prefers. */
export const ENGLISH = import.meta.env.MODE === 'english'
export const LANGUAGE = { 'Accept-Language': ENGLISH ? 'en' : 'zh-CN' }

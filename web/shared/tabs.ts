/** Who signs in or out in one tab does so in all of them: the others start anew. */
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('zongce')

export const tellOtherTabs = (): void => tabs?.postMessage('signed')

export function startAnewWithOthers(): void {
  tabs?.addEventListener('message', () => location.reload())
}

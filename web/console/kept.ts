import { viewer } from './viewer'

/** What a person chose on this device, by the person's number: offices share their computers. */
export function kept<Choice>(what: string, about: string) {
  const key = () => `zongce.${what}.${viewer.value?.username ?? ''}.${about}`
  return {
    read(): Choice | null {
      try {
        return JSON.parse(localStorage.getItem(key()) ?? 'null') as Choice | null
      } catch {
        return null
      }
    },
    write: (choice: Choice | null): void => (choice === null ? localStorage.removeItem(key()) : localStorage.setItem(key(), JSON.stringify(choice))),
  }
}

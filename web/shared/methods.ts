import { LANGUAGE } from './language'
import { insideApp } from './leading'

/** The ways to sign in besides number and password that this deployment has. */
export interface SignInMethod { name: string; label: string; start: string | null }

/** None where they can't be asked: number and password are always there. The way of the app that shows the page is first. */
export async function otherMethods(): Promise<SignInMethod[]> {
  try {
    const answer = await fetch('/signin/methods', { headers: LANGUAGE })
    const { methods } = (await answer.json()) as { methods: SignInMethod[] }
    const first = insideApp()
    return methods.filter((one) => one.start).sort((a, b) => Number(b.name === first) - Number(a.name === first))
  } catch {
    return []
  }
}

/** A whole journey of the browser: away, and back to where one wanted to go. */
export const startOf = (method: SignInMethod, to: string): string => `${method.start}?to=${encodeURIComponent(to)}`

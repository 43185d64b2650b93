import { LANGUAGE } from './language'
/** The ways to sign in besides number and password that this deployment has. */
export interface SignInMethod { name: string; label: string; start: string | null }

/** None where they can't be asked: number and password are always there. */
export async function otherMethods(): Promise<SignInMethod[]> {
  try {
    const answer = await fetch('/signin/methods', { headers: LANGUAGE })
    const { methods } = (await answer.json()) as { methods: SignInMethod[] }
    return methods.filter((one) => one.start)
  } catch {
    return []
  }
}

/** A whole journey of the browser: away, and back to where one wanted to go. */
export const startOf = (method: SignInMethod, to: string): string => `${method.start}?to=${encodeURIComponent(to)}`

/** Why an answer did not come, in the API's own words where it has some. */
export type TroubleKind = 'offline' | 'signedOut' | 'refused' | 'failed'

export interface ApiError {
  message: string
  extensions?: { code?: string; coordinate?: string; withheld?: number; requestId?: string }
}

export class Trouble extends Error {
  constructor(readonly kind: TroubleKind, message: string, readonly code = '') {
    super(message)
    this.name = 'Trouble'
  }
}

export const OFFLINE = '网络不通，请检查网络后重试'
const BROKEN = '服务暂时不可用，请稍后重试'

export const offline = () => new Trouble('offline', OFFLINE)

/** The trouble that the errors of an answer amount to, or null where the data can be shown all the same. */
export function troubleOf(errors: readonly ApiError[] | undefined, data: unknown): Trouble | null {
  const first = errors?.find((error) => error.extensions?.code === 'UNAUTHENTICATED') ?? errors?.[0]
  if (!first) return data == null ? new Trouble('failed', BROKEN) : null
  const code = first.extensions?.code ?? ''
  if (code === 'UNAUTHENTICATED') return new Trouble('signedOut', first.message, code)
  if (data != null && !emptied(data)) return null
  return new Trouble(code === 'INTERNAL' ? 'failed' : 'refused', first.message || BROKEN, code)
}

/** Everything that was asked for is null: the refusal is the whole answer. */
function emptied(data: unknown): boolean {
  return Object.entries(data as object).every(([name, value]) => name === '__typename' || value === null)
}

/** Why an answer did not come, in the API's own words where it has some. `busy` passes by itself: one asks again. */
export type TroubleKind = 'offline' | 'busy' | 'signedOut' | 'refused' | 'failed'

/** Of an act that met a passing fault: it was done and only can't be read, or nobody can say whether it was. */
export type Outcome = 'DONE' | 'UNKNOWN'

export interface ApiError {
  message: string
  extensions?: { code?: string; coordinate?: string; withheld?: number; requestId?: string; retryAfter?: number; outcome?: Outcome }
}

/** What an input could not be read for: at which input, and what it should be. */
export interface Misread { code: string; message: string; path: string }

export class Trouble extends Error {
  /** The inputs that could not be read, where that is all that is wrong. */
  misread: Misread[] = []
  outcome?: Outcome

  /** `seconds`: how long to wait before asking again, where the API says so. */
  constructor(readonly kind: TroubleKind, message: string, readonly code = '', readonly seconds = 0) {
    super(message)
    this.name = 'Trouble'
  }
}

export const OFFLINE = '网络不通，请检查网络后重试'
const BROKEN = '服务暂时不可用，请稍后重试'
const BUSY = '系统繁忙，请稍后重试'

export const offline = () => new Trouble('offline', OFFLINE)

export const busy = (seconds = 0, words = BUSY) =>
  new Trouble('busy', seconds && !words.includes('秒') ? `${words}（约 ${seconds} 秒）` : words, 'UNAVAILABLE', seconds)

/** What an answer without any words of the API amounts to: a proxy gave it, or something in between. */
export function wordless(status: number, seconds = 0): Trouble {
  if (status === 413) return new Trouble('refused', '文件过大，服务器没有接收')
  return PASSING.includes(status) ? busy(seconds) : new Trouble('failed', `服务暂时不可用（${status}），请稍后重试`)
}

/** HTTP's words for what is over in a moment. */
export const PASSING = [502, 503, 504]

/** The trouble that the errors of an answer amount to, or null where the data can be shown all the same. */
export function troubleOf(errors: readonly ApiError[] | undefined, data: unknown): Trouble | null {
  const passing = errors?.find((error) => error.extensions?.code === 'UNAVAILABLE')
  if (passing) return passed(passing)
  const first = errors?.find((error) => error.extensions?.code === 'UNAUTHENTICATED') ?? errors?.[0]
  if (!first) return data == null ? new Trouble('failed', BROKEN) : null
  const code = first.extensions?.code ?? ''
  if (code === 'UNAUTHENTICATED') return new Trouble('signedOut', first.message, code)
  if (data != null && !emptied(data)) return null
  const misread = (errors ?? []).flatMap(({ message }) => misreadOf(message))
  if (misread.length) return Object.assign(new Trouble('refused', misread[0]!.message, code), { misread })
  return new Trouble(code === 'INTERNAL' ? 'failed' : 'refused', first.message || BROKEN, code)
}

/** What was done is not to be done again; what may have been done is looked for first. */
function passed({ message, extensions: { outcome, retryAfter } = {} }: ApiError): Trouble {
  if (!outcome) return busy(retryAfter, message)
  return Object.assign(new Trouble(outcome === 'DONE' ? 'failed' : 'busy', message, 'UNAVAILABLE', retryAfter), { outcome })
}

/** GraphQL's own words for an input that can't be read name a variable: here they are those of a form. */
function misreadOf(message: string): Misread[] {
  const [, variable, at = '', why = ''] = /Variable '\$(\w+)' has invalid value(?: at ([^:]+))?: (.*)/s.exec(message) ?? []
  if (!variable) return []
  const ours = why.split(' / ')[0]!
  const words = /\p{Script=Han}/u.test(ours) ? ours : why.includes('non-null') ? '请填写此项' : '填写有误，请检查'
  return [{ code: 'BAD_REQUEST', message: words, path: (variable + at).replace(/\[(\d+)\]/g, '.$1') }]
}

/** Everything that was asked for is null: the refusal is the whole answer. */
function emptied(data: unknown): boolean {
  return Object.entries(data as object).every(([name, value]) => name === '__typename' || value === null)
}

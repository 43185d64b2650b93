import { computed, ref, shallowRef } from 'vue'
import { ask } from '../asking'
import { payloadOf, type TrustedDocument } from '../documents'
import { once } from '../once'
import { Trouble } from '../troubles'

/** The documents of the second factor: each page has its own copy, and hands them to what both pages show. */
type Coded = { input: { code: string } }
type Told = { userErrors: readonly { message: string }[] }
export interface Documents {
  verify: TrustedDocument<{ verifySecondFactor: Told }, Coded>
  setUp: TrustedDocument<{ setUpSecondFactor: Told & { secret?: string | null; address?: string | null } }, Coded>
  confirm: TrustedDocument<{ confirmSecondFactor: Told & { recoveryCodes?: string[] | null; viewer?: { username: string } | null } }, Coded>
  renew: TrustedDocument<{ renewRecoveryCodes: Told & { recoveryCodes?: string[] | null } }, Coded>
  remove: TrustedDocument<{ removeSecondFactor: Told }, Coded>
}

/** One act by a code: `run` gives its payload, or null and `refused` in the API's words. */
export function useCoded<Data extends object>(document: TrustedDocument<Data, Coded>) {
  const refused = ref('')
  const { run, running } = once(async (code: string) => {
    refused.value = ''
    try {
      const payload = payloadOf((await ask(document, { input: { code } })).data)
      refused.value = (payload as unknown as Told).userErrors[0]?.message ?? ''
      return refused.value ? null : payload
    } catch (wrong) {
      if (!(wrong instanceof Trouble)) throw wrong
      refused.value = wrong.message
      return null
    }
  })
  return { run, running, refused }
}

/** A secret in fours, as people type it into an app. */
export const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? ''

/** The picture of an `otpauth:` address, as the path of an SVG; the script comes only when somebody sets a factor up. */
export function usePicture() {
  const code = shallowRef<{ path: string; size: number } | null>(null)
  async function draw(address: string): Promise<void> {
    const [{ generate }, { toSvgPath }] = await Promise.all([import('lean-qr'), import('lean-qr/extras/svg')])
    const drawn = generate(address)
    code.value = { path: toSvgPath(drawn), size: drawn.size }
  }
  return { code, draw }
}

/** A text file of the codes, for those who print or keep it. */
export function download(codes: readonly string[], username: string): void {
  const head = ['综测 两步验证恢复码', `账号：${username}`, '每个恢复码只能使用一次，请妥善保管。', '']
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([[...head, ...codes, ''].join('\n')], { type: 'text/plain' }))
  link.download = `恢复码-${username}.txt`
  link.click()
  URL.revokeObjectURL(link.href)
}

export const busyWith = (...acts: { running: { value: boolean } }[]) => computed(() => acts.some((one) => one.running.value))

/** What tokens of every kind have. `proven`: made by a session that had given a second factor. */
export interface Token { id: string; name: string; proven: boolean; createdAt: string; expiresAt: string; expiresOn: string; revokedAt?: string | null }

/** Whether the person needs a second factor now: tokens that were made without one sleep then (R16.1). */
export const needsFactor = (factor?: { activeAt?: string | null; demanded: boolean } | null): boolean => !!factor && (!!factor.activeAt || factor.demanded)

export const STATE = { VALID: '有效', ASLEEP: '暂不能用', EXPIRED: '已过期', REVOKED: '已撤销' } as const

export function stateOf(row: Pick<Token, 'proven' | 'expiresAt' | 'revokedAt'>, needed: boolean, now = new Date()): keyof typeof STATE {
  if (row.revokedAt) return 'REVOKED'
  if (new Date(row.expiresAt) < now) return 'EXPIRED'
  return needed && !row.proven ? 'ASLEEP' : 'VALID'
}

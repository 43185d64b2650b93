/** What a college's steps tell of its acts before they are tried (R1.7). */
interface Step { kind: string; state: string; reason?: string | null; advice?: string | null }
interface Led { steps?: readonly Step[] | null }

/** Why this can't be done now, in the API's words; null where it can, or where nothing is told. */
export const barred = (college: Led | null | undefined, kind: string): string | null =>
  college?.steps?.find((one) => one.kind === kind)?.reason ?? null

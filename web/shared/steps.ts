import { STEP } from './words'

/** What a college's steps tell of its acts before they are tried (R1.7). */
interface Step { kind: string; state: string; reason?: string | null; advice?: string | null }
interface Led { steps?: readonly Step[] | null }

/** Why this can't be done now, in the API's words; null where it can, or where nothing is told. */
export const barred = (college: Led | null | undefined, kind: string): string | null =>
  college?.steps?.find((one) => one.kind === kind)?.reason ?? null

interface Shown { kind: string; state: keyof typeof STEP; mine: boolean; total?: number | null }

/** What can be done now and is another's: waited for; but a notice, which counts no classes for its readers, is there to be read. */
export const otherIn = ({ kind, state, mine, total }: Shown): string | null =>
  mine || state === 'DONE' || state === 'BLOCKED' ? null : kind === 'NOTICE' && total == null ? '可查看' : '等待他人办理'
export const stateIn = (step: Shown): string => otherIn(step) ?? STEP[step.state]

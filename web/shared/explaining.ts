/** One step of 计算明细 as the API tells it (R11.7); without a value where it comes from ratings that the reader may not see. */
export interface ResultStep { name: string; value?: string | null; calculation?: string | null }

/** A name as a calculation mentions it: before its number. Names begin with a letter and hold no space. */
const mention = (name: string) => new RegExp(`(^|[\\s\\uff08\\uff1b\\uff1a\\uff0c])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?= (≈|-?\\d))`, 'g')

/** What a step was made of: the steps that its calculation mentions, as they stand in it. */
export function partsOf(step: ResultStep, steps: readonly ResultStep[]): ResultStep[] {
  const written = step.calculation ?? ''
  const found = steps.filter((one) => one !== step).map((one) => ({ one, at: written.search(mention(one.name)) })).filter(({ at }) => at >= 0)
  return found.sort((one, other) => one.at - other.at).map(({ one }) => one)
}

/** A calculation with the qualities' names in place of their codes; nothing where it says no more than the value. */
export function calculationOf({ value, calculation }: ResultStep, names: Readonly<Record<string, string>>): string {
  if (!calculation || calculation === value) return ''
  return Object.entries(names).reduce((text, [code, name]) => text.replace(mention(code), `$1${name}`), calculation)
}

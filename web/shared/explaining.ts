/**
 * One step of 计算明细 as the API tells it (R11.7); without a value where it comes from ratings that the reader may not
 * see. A quality has a code, and `level` says which level it got and why. `uses` are the places of the steps that its calculation names.
 */
export interface ResultStep { name: string; code?: string | null; value?: string | null; calculation?: string | null; uses: readonly number[]; level?: string | null }

/** What a step was made of, as it stands in its calculation. */
export const partsOf = (step: ResultStep, steps: readonly ResultStep[]): ResultStep[] => step.uses.flatMap((place) => steps[place] ?? [])

/** A calculation, where it says more than the value. */
export const calculationOf = ({ value, calculation }: ResultStep): string => (calculation && calculation !== value ? calculation : '')

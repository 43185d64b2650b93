import type { EChartsOption } from 'echarts/types/dist/shared'

type Value = number | { value?: unknown } | null | undefined

/** Whether a chart would be a white box: no series has a number other than 0. */
export function isEmpty({ series }: EChartsOption): boolean {
  const values = [series ?? []].flat().flatMap((one) => (one as { data?: Value[] }).data ?? [])
  return !values.some((one) => Number(one && typeof one === 'object' ? one.value : one))
}

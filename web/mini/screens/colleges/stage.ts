/** Where a college stands with its results, in one word. */
interface College { approvedAt?: string | null; notice?: { open: boolean } | null; phases: readonly { status: string }[] }

export function stageOf({ approvedAt, notice, phases }: College): string {
  if (approvedAt) return '已审核通过'
  if (notice) return notice.open ? '公示中' : '公示已结束'
  return phases.some((one) => one.status !== 'NOT_OPENED') ? '进行中' : '未开启'
}

import { computed, ref, shallowRef } from 'vue'
import { viewer } from '../viewer'

const MIB = 1024 * 1024

/** "13 MB", "400 KB": rounded so that what is too large never reads like what is allowed. */
export const megabytes = (bytes: number, round = Math.ceil): string =>
  bytes < MIB ? `${round(bytes / 1024)} KB` : `${round((bytes / MIB) * 10) / 10} MB`

/** What to say of files that are larger than the API takes; nothing where they fit, or where the limit is not known. */
export function tooLarge(files: readonly { size: number }[], most: number | undefined): string {
  const size = files.reduce((sum, one) => sum + one.size, 0)
  if (!most || size <= most) return ''
  return `文件过大（${files.length > 1 ? '共 ' : ''}${megabytes(size)}），最多 ${megabytes(most, Math.floor)}`
}

/**
 * The files that were chosen for an upload. A browser keeps but the place of a file: one that Excel has saved since
 * can't be read any more, and has to be chosen again.
 */
export function useChosen() {
  const files = shallowRef<File[]>([])
  const wrong = ref('')
  const ready = computed(() => files.value.length > 0 && !wrong.value)

  /** The input is emptied: it tells of no change where the same file is chosen twice. */
  function take(input: HTMLInputElement): void {
    const taken = [...(input.files ?? [])]
    input.value = ''
    if (!taken.length) return
    files.value = taken
    wrong.value = tooLarge(taken, viewer.value?.uploadMaxBytes)
  }
  function clear(): void {
    files.value = []
    wrong.value = ''
  }

  /** Copies that nobody changes while they are sent; null where one can't be read, and `wrong` says so. */
  async function read(): Promise<File[] | null> {
    try {
      return await Promise.all(files.value.map(async (one) => new File([await one.arrayBuffer()], one.name, { type: one.type })))
    } catch {
      clear()
      wrong.value = '文件在选择之后有改动（或已移走），请重新选择'
      return null
    }
  }
  return { files, wrong, ready, take, clear, read }
}

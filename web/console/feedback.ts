import { ElMessage, ElMessageBox } from 'element-plus'
import type { Trouble } from '@shared/troubles'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'

/** At the foot of the window: a title that somebody goes on to stays readable. */
const placement = 'bottom'
export const tellDone = (message: string): void => void ElMessage({ type: 'success', message, grouping: true, placement })

export const tellTrouble = (message: string): void =>
  void ElMessage({ type: 'error', message, grouping: true, placement, duration: 6000, showClose: true })

/** What could not be done just now: whether to try again. What was filled in stays behind the question. */
export const wantsAgain = (trouble: Trouble): Promise<boolean> => {
  const unknown = trouble.outcome === 'UNKNOWN'
  return ElMessageBox.confirm(`${trouble.message.replace(/。$/, '')}。已填写的内容不会丢失。`, unknown ? '请先查看' : '系统繁忙', {
    confirmButtonText: unknown ? '没有完成，重试' : '重试', cancelButtonText: unknown ? '先去查看' : '以后再说', type: 'warning',
    closeOnClickModal: false,
  }).then(() => true, () => false)
}

/** Whether the person wants it. */
export const confirmed = (question: string, act: string, grave = false): Promise<boolean> =>
  ElMessageBox.confirm(question, act, {
    confirmButtonText: act, cancelButtonText: '取消', type: grave ? 'warning' : 'info', draggable: true,
    confirmButtonClass: grave ? 'el-button--danger' : '',
  }).then(() => true, () => false)

/** The reason that an act wants, or null for 取消. */
export const reasonFor = (question: string, act: string): Promise<string | null> =>
  ElMessageBox.prompt(question, act, {
    confirmButtonText: act, cancelButtonText: '取消', inputType: 'textarea', inputPlaceholder: '原因',
    inputValidator: (text) => (text?.trim() ? true : '请填写原因'),
  }).then((answer) => (answer as { value: string }).value.trim(), () => null)

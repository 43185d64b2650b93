import { ElMessage, ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'

export const tellDone = (message: string): void => void ElMessage({ type: 'success', message, grouping: true })

export const tellTrouble = (message: string): void =>
  void ElMessage({ type: 'error', message, grouping: true, duration: 6000, showClose: true })

/** Whether the person wants it. */
export const confirmed = (question: string, act: string, grave = false): Promise<boolean> =>
  ElMessageBox.confirm(question, act, {
    confirmButtonText: act, cancelButtonText: '再想想', type: grave ? 'warning' : 'info', draggable: true,
    confirmButtonClass: grave ? 'el-button--danger' : '',
  }).then(() => true, () => false)

/** The reason that an act wants, or null for 再想想. */
export const reasonFor = (question: string, act: string): Promise<string | null> =>
  ElMessageBox.prompt(question, act, {
    confirmButtonText: act, cancelButtonText: '再想想', inputType: 'textarea', inputPlaceholder: '原因',
    inputValidator: (text) => (text?.trim() ? true : '请填写原因'),
  }).then((answer) => (answer as { value: string }).value.trim(), () => null)

/** In the page: what has the focus, and of which nothing can be seen (2.4.11), or no outline (2.4.7). */
export const covered = () => {
  const one = document.activeElement
  if (!one || one === document.body) return ''
  const { left, top, width, height } = one.getBoundingClientRect()
  const places = [0.05, 0.5, 0.95].flatMap((x) => [0.1, 0.5, 0.9].map((y) => document.elementFromPoint(left + width * x, top + height * y)))
  const style = getComputedStyle(one)
  const marked = [one, one.nextElementSibling, one.closest('label, .el-select__wrapper, .el-input__wrapper, .el-textarea, .el-switch, .el-checkbox, .el-radio-button, .cm-editor')].some((at) => {
    const { outlineStyle, outlineWidth, boxShadow } = at ? getComputedStyle(at) : style
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  })
  const seen = places.some((at) => at && (one.contains(at) || one.closest('.el-switch')?.contains(at) || at.contains(one) && at.closest('label, .el-select, .el-input, .el-switch, .el-radio-button') || at.closest('label')?.contains(one)))
  return [seen ? '' : 'is covered', marked ? '' : 'is not marked'].filter(Boolean).map((wrong) => `${one.outerHTML.slice(0, 120)} has the focus and ${wrong}`).join('; ')
}

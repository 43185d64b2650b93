/** How the API writes decimals; whether one may be that large, the API judges. */
const WRITTEN = /^-?\d{1,6}(\.\d{1,2})?$/

/** What to say beside the input of a decimal that the API could not read; nothing for one that is still empty. */
export const misread = (text: string): string =>
  text.trim() === '' || WRITTEN.test(text.trim()) ? '' : '请填写数字，最多两位小数'

/** What to say beside the second time that a new password is typed: nothing until it is as long as the first. */
export const differing = (password: string, again: string): string =>
  again.length >= password.length && again !== password ? '两次输入的密码不一致' : ''

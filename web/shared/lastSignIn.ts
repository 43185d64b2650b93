import { moment } from './formats'

export interface LastSignIn { at: string; method: string; address: string; failures: number }

const METHOD: Record<string, string> = { password: '密码', oidc: '统一身份认证', cas: '统一身份认证（CAS）', yiban: '易班', wecom: '企业微信', dingtalk: '钉钉' }
export const methodName = (method: string): string => METHOD[method] ?? method

export const lastSignInWords = ({ at, method, address }: LastSignIn): string =>
  `上次登录：${moment(at)}，${methodName(method)}，地址 ${address || '不详'}`

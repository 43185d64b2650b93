import { yamlLanguage } from '@codemirror/lang-yaml'

type SyntaxNode = ReturnType<typeof yamlLanguage.parser.parse>['topNode']

/** One entry of the text: its key, or nothing in a list; a word or number of its own, or entries inside it. */
export interface Entry { path: string; key: string; value: string; from: number; to: number; at: number; inside: Entry[] }

/** The entries of a YAML text with their places; of a text that is not yet whole, what can be read. */
export const outlineOf = (text: string): Entry[] => {
  const top = yamlLanguage.parser.parse(text).topNode.getChild('Document')?.firstChild ?? null
  return insideOf(text, skipped(top), '')
}

const NOTHING = ['Comment', 'Tag', 'Anchor', 'DirectiveEnd', ':', '-', ',', '?']
function skipped(node: SyntaxNode | null): SyntaxNode | null {
  while (node && NOTHING.includes(node.name)) node = node.nextSibling
  return node
}

function insideOf(text: string, node: SyntaxNode | null, path: string): Entry[] {
  if (!node) return []
  const keyed = node.name.endsWith('Mapping')
  if (!keyed && !node.name.endsWith('Sequence')) return []
  return node.getChildren(keyed ? 'Pair' : 'Item').map((one, place) => {
    const key = keyed ? wordOf(text, one.getChild('Key')) : ''
    const value = keyed ? valueOf(one) : skipped(one.firstChild)
    const here = `${path}/${keyed ? key : place}`
    const scalar = value?.name === 'Literal' || value?.name === 'QuotedLiteral'
    return {
      path: here, key, at: one.getChild('Key')?.from ?? value?.from ?? one.from, from: value?.from ?? one.to, to: value?.to ?? one.to,
      value: scalar ? wordOf(text, value) : '', inside: insideOf(text, value, here),
    }
  })
}

/** What stands after the colon. */
function valueOf(pair: SyntaxNode): SyntaxNode | null {
  for (let one = pair.firstChild, passed = false; one; one = one.nextSibling) {
    if (one.name === ':') passed = true
    else if (passed) return skipped(one)
  }
  return null
}

const wordOf = (text: string, node: SyntaxNode | null): string =>
  node ? text.slice(node.from, node.to).replace(/^(["'])(.*)\1$/s, '$2').trim() : ''

export const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d{1,4})?$/.test(text)

/** What the words of the language mean, as the page of the language says (docs/schemes.md). */
const WORDS: Record<string, string> = {
  title: '方案名称', inputs: '数据', parts: '中间结果', jointCaps: '合计上限', qualities: '各项成绩',
  from: '来源或区间', to: '换算后', missing: '缺少时按', heading: '表头', item: '评分项目', min: '最小值', max: '最大值', points: '分值', by: '按',
  table: '分值表', perUnit: '每单位', roles: '按角色', add: '加', times: '乘以', time: '按任职时间', full: '满值', most: '一项上限', deduction: '扣分',
  value: '原值', sum: '相加', weighted: '加权和（%）', best: '取最高', items: '项目之和', howMany: '项数', perKind: '同类取几项', count: '取几项', share: '乘以系数',
  ratio: '系数', round: '四舍五入', places: '小数位', only: '只看这些', scale: '换算', steps: '分段给分', ofBest: '按最高折算', below: '不足或低于', veto: '一票否决', when: '条件', gives: '否决后', floor: '下限', cap: '上限', of: '各部分',
  score: '分数', levels: '等次', level: '等次', atLeast: '不低于', above: '高于', atMost: '不高于', topPercent: '前百分之', within: '范围',
}
export const meaningOf = (key: string): string => WORDS[key] ?? ''

/** The named things of a scheme, by the section in which they stand. */
export const SECTIONS = ['inputs', 'parts', 'jointCaps', 'qualities'] as const
export const sectionsOf = (outline: readonly Entry[]) => SECTIONS.flatMap((name) => outline.filter((one) => one.key === name && one.inside.length))

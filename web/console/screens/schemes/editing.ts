import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, type Text } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import { basicSetup, EditorView } from 'codemirror'
import type { Refusal } from '../../acting'

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--brand)' },
  { tag: tags.comment, color: 'var(--muted)' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--ink)' },
  { tag: [tags.separator, tags.punctuation, tags.bracket, tags.squareBracket, tags.brace], color: 'var(--quiet)' },
])

/** Only colours of the palette, so that it is dark where the page is. */
const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--paper)', border: '1px solid var(--edge)', borderRadius: '6px', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--brand)', outlineOffset: '2px' },
  '.cm-scroller': { fontFamily: "ui-monospace, Consolas, 'Noto Sans Mono CJK SC', monospace", lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--soft)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--brand-soft)' },
  '.cm-foldPlaceholder, .cm-panels, .cm-tooltip': { backgroundColor: 'var(--soft)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield, .cm-button': { minHeight: '24px', backgroundColor: 'var(--paper)', backgroundImage: 'none', color: 'var(--ink)', borderColor: 'var(--edge)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--brand)', color: 'var(--on-brand)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)' },
})

/** The words of the editor's own search and folding. */
const phrases = EditorState.phrases.of({
  Find: '查找', Replace: '替换为', next: '下一处', previous: '上一处', all: '全部选中', 'match case': '区分大小写', regexp: '正则表达式', 'by word': '整词',
  replace: '替换', 'replace all': '全部替换', close: '关闭', 'Go to line': '转到行', go: '转到', 'current match': '当前匹配', 'on line': '在行',
  'Fold line': '折叠', 'Unfold line': '展开', 'folded code': '已折叠', unfold: '展开', to: '至', 'Folded lines': '已折叠的行', 'Unfolded lines': '已展开的行',
})

interface Options { parent: HTMLElement; text: string; label: string; readonly: boolean; typed: (text: string) => void }

/** An editor of YAML. Tab leaves it, as it does any field. */
export const editor = ({ parent, text, label, readonly, typed }: Options): EditorView => new EditorView({
  parent, doc: text,
  extensions: [
    basicSetup, yaml(), syntaxHighlighting(colours), theme, phrases, EditorView.lineWrapping,
    EditorState.readOnly.of(readonly), readonly ? [] : lintGutter(),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', 'aria-readonly': String(readonly), spellcheck: 'false' }),
    EditorView.updateListener.of((update) => update.docChanged && typed(update.state.doc.toString())),
  ],
})

/** Where a problem begins, and where its word ends. Its place may be one of a longer text. */
export function placeOf(doc: Text, { row, column }: Refusal): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(row ?? 1, 1), doc.lines))
  const from = Math.min(line.from + Math.max(Number(column ?? 1) - 1, 0), line.to)
  const word = /^[^\s,:[\]{}#]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0
  return { from, to: Math.min(from + Math.max(word, 1), line.to) }
}

/** Marks the problems in the text and beside it. */
export function mark(view: EditorView, problems: readonly Refusal[]): void {
  const found = problems.filter((one) => one.row).map((one): Diagnostic => ({ ...placeOf(view.state.doc, one), severity: 'error', message: one.message }))
  view.dispatch(setDiagnostics(view.state, found.sort((one, other) => one.from - other.from)))
}

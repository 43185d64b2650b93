/** The whole regulations of docs/schemes, from which a college may start; each is loaded when they are looked at. */
const found = import.meta.glob<string>('../../../../docs/schemes/*.yaml', { query: '?raw', import: 'default' })

export interface Pack { title: string; about: string; text: string }

/** Its first line is for editors; the comment below says what it is. */
function packOf(text: string): Pack {
  const own = text.replace(/^# yaml-language-server.*\n/, '')
  return { title: /^title: *(.*)$/m.exec(own)?.[1] ?? '', about: /^# *(.*)$/m.exec(own)?.[1] ?? '', text: own }
}

export const packs = async (): Promise<Pack[]> => (await Promise.all(Object.values(found).map((load) => load()))).map(packOf)

/** What stood in the cells before each step; a step is one paste, or what was typed into one cell. */
export function useUndoing(write: (cell: string, text: string) => void) {
  const steps: { before: Map<string, string>; typed: boolean }[] = []

  function note(before: Map<string, string>, typed = false): void {
    const last = steps.at(-1)
    const goesOn = typed && last?.typed && [...before.keys()].every((cell) => last.before.has(cell))
    if (before.size && !goesOn) steps.push({ before, typed })
  }
  /** Takes the last step back; false when there is none. */
  function undo(): boolean {
    const step = steps.pop()
    step?.before.forEach((text, cell) => write(cell, text))
    return !!step
  }
  return { note, undo }
}

/** Which cell a key leads to from (row, column), or null where the key is the input's own. */
export function ledTo(
  event: KeyboardEvent, place: [number, number], size: [number, number],
): [number, number] | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return null
  const [row, column] = place
  const [rows, columns] = size
  const input = event.target as HTMLInputElement
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length
  switch (event.key) {
    case 'ArrowUp': return inside([row - 1, column], size)
    case 'ArrowDown': return inside([row + 1, column], size)
    case 'Enter': {
      if (event.shiftKey) return row > 0 ? [row - 1, column] : inside([rows - 1, column - 1], size)
      return row + 1 < rows ? [row + 1, column] : inside([0, column + 1], size)
    }
    case 'ArrowLeft': return whole || input.selectionEnd === 0 ? inside([row, column - 1], size) : null
    case 'ArrowRight':
      return whole || input.selectionStart === input.value.length ? inside([row, column + 1], size) : null
    case 'Home': return whole && columns > 1 ? [row, 0] : null
    case 'End': return whole && columns > 1 ? [row, columns - 1] : null
    default: return null
  }
}

const inside = ([row, column]: [number, number], [rows, columns]: [number, number]): [number, number] | null =>
  row >= 0 && row < rows && column >= 0 && column < columns ? [row, column] : null

/** The cells of what was copied from a spreadsheet; null for a single one. */
export function pasted(text: string): string[][] | null {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
  return lines.length > 1 || lines[0]!.length > 1 ? lines : null
}

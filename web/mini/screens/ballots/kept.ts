/** Where marks that are not sent yet stay on this device. */
export const KEPT = 'zongce:sheet:'

const kept = (): string[] => Object.keys(localStorage).filter((name) => name.startsWith(KEPT))

export const sheetsKept = (): boolean => kept().length > 0
export const throwSheetsAway = (): void => kept().forEach((name) => localStorage.removeItem(name))

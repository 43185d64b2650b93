const now = new Date().getFullYear()

/** The academic years that scores are brought in for, the newest first. */
export const YEARS = Array.from({ length: 6 }, (_, back) => `${now - back}-${now - back + 1}`)
export const TERMS = [1, 2]

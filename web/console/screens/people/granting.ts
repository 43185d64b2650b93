import type { Role } from '../../generated/graphql'

/** The roles that are granted; the others come with the roster and the batch. */
export const GRANTED: readonly Role[] = ['SUPER_ADMIN', 'STUDENT_AFFAIRS', 'COLLEGE_ADMIN', 'DEPUTY_SECRETARY', 'AUDITOR']
export const OF_COLLEGE: readonly string[] = ['COLLEGE_ADMIN', 'DEPUTY_SECRETARY']

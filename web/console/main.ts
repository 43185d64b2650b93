import { wantsPhone } from '@shared/leading'

/** A phone at `/` goes on to its own page before anything of this one is fetched; deep links stay. */
if (location.pathname === '/' && wantsPhone()) location.replace('/m')
else void import('./start')

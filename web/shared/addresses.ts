/** Where one wanted to go before signing in: an address of this page, nothing else. */
export function wanted(next: unknown, otherwise = '/'): string {
  const address = Array.isArray(next) ? next[0] : next
  return typeof address === 'string' && /^\/(?![/\\])/.test(address) ? address : otherwise
}

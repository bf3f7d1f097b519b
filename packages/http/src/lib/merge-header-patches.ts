import type { HeaderPatch } from './header-patch.ts'

/** One patch that does what both do: all cookies, and the stricter cache policy. */
export function mergeHeaderPatches(a: HeaderPatch, b: HeaderPatch): HeaderPatch {
  const policies = [a.cacheControl, b.cacheControl]
  return {
    setCookie: [...a.setCookie, ...b.setCookie],
    vary: a.vary || b.vary,
    cacheControl: policies.includes('no-store') ? 'no-store' : (a.cacheControl ?? b.cacheControl),
  }
}

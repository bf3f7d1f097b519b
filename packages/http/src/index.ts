export {
  createCookieTemplate,
  type CookieAttributes,
  type CookieTemplate,
} from './lib/cookie-template.ts'
export { findCookieValues } from './lib/cookie-values.ts'
export { type CachePolicy } from './lib/cache-control.ts'
export { pipe, type FetchHandler, type Middleware } from './lib/fetch-handler.ts'
export { applyHeaderPatch, type HeaderPatch } from './lib/header-patch.ts'
export { mergeHeaderPatches } from './lib/merge-header-patches.ts'
export { isPlainLoopback } from './lib/plain-loopback.ts'

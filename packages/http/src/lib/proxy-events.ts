import { countItems } from './forwarded-list.ts'
import { FORWARDED_PARTS, type TrustedCounts } from './trusted-counts.ts'

/** What `proxyFix` tells in development, each at most once: a closed union, without a word that a client wrote. */
export type ProxyEvent =
  /** The observed headers do not fit the counts: a proxy more or less than configured, or one that does not tell. */
  | { readonly type: 'proxy-mismatch'; readonly headers: readonly ProxyMismatch[] }
  /** The connection does not come from `from`, so that no header was read. */
  | { readonly type: 'proxy-untrusted'; readonly peer: string | undefined }

/** One header whose list is longer or shorter than the trusted count. */
export interface ProxyMismatch {
  /** In lower case, such as `x-forwarded-for`. */
  readonly name: string
  readonly trusted: number
  readonly observed: number
}

/** Receives the events, with the request that caused them. */
export type OnProxyEvent = (event: ProxyEvent, request: Request) => void

/** Looks at a request before it is fixed. */
export type ProxyReporter = (request: Request, peer: string | undefined, isTrusted: boolean) => void

/**
 * Makes what reports in development: the first event of a type says it all, and every request would repeat it.
 *
 * @returns `undefined` where nobody wants to hear
 */
export function createProxyReporter(
  options: { readonly development?: boolean; readonly onEvent?: OnProxyEvent },
  counts: TrustedCounts,
): ProxyReporter | undefined {
  const { development = false, onEvent } = options
  if (!development || onEvent === undefined) return undefined
  const told = new Set<ProxyEvent['type']>()
  return (request, peer, isTrusted) => {
    const event = isTrusted ? compare(request.headers, counts) : untrusted(peer)
    if (event === undefined || told.has(event.type)) return
    told.add(event.type)
    onEvent(event, request)
  }
}

function compare(headers: Headers, counts: TrustedCounts): ProxyEvent | undefined {
  const observed = FORWARDED_PARTS.map((part) => {
    const name = `x-forwarded-${part}`
    return { name, trusted: counts[part], observed: countItems(headers.get(name)) }
  })
  const mismatches = observed.filter(({ trusted, observed }) => trusted !== observed)
  return mismatches.length === 0 ? undefined : { type: 'proxy-mismatch', headers: mismatches }
}

function untrusted(peer: string | undefined): ProxyEvent {
  return { type: 'proxy-untrusted', peer }
}

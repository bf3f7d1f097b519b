import { createCookieTemplate, isPlainLoopback, type CookieTemplate } from '@costrel/http'
import { checkBoolean, checkObject, checkText } from './options.ts'

/** The session cookie. `Secure` and `HttpOnly` are always there. */
export type SessionCookieOptions = CookieScope & {
  /** Default: `lax`. */
  readonly sameSite?: 'strict' | 'lax' | 'none'
  /** One cookie for each top-level site that embeds the app (CHIPS). Default: `false`. */
  readonly partitioned?: boolean
  /**
   * Names and scopes that the cookie had before: deleted wherever the new one is set, so that a visitor does not go on
   * sending both.
   */
  readonly replaces?: readonly FormerCookie[]
}

/** Where the cookie goes. The rules of `__Host-` (RFC 6265bis §4.1.3.2) are compile errors too. */
export type CookieScope =
  | {
      /** Full name, prefix included. Default: `__Host-session`. */
      readonly name?: string
      readonly domain?: undefined
      readonly path?: '/'
    }
  | {
      /** Full name, prefix included: any but one with `__Host-`. */
      readonly name: `__Secure-${string}` | `${Alphanumeric}${string}`
      /** The `Domain` attribute. Default: the host alone. */
      readonly domain?: string
      /** The `Path` attribute. Default: `/`. */
      readonly path?: string
    }

type Letter =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z'
type Alphanumeric = Letter | Uppercase<Letter> | `${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`

/** A cookie that the session had under an earlier configuration. */
export interface FormerCookie {
  /** Default: the name of today. */
  readonly name?: string
  /** Default: none. */
  readonly domain?: string
  /** Default: `/`. */
  readonly path?: string
  /** Default: `false`. */
  readonly partitioned?: boolean
}

/** The cookies of a configuration, made ready. */
export interface SessionCookies {
  readonly main: CookieTemplate
  /** By plain http on a developer's machine; `undefined` in production. */
  readonly development: CookieTemplate | undefined
  /** The cookie for this request: a developer's own machine by plain http has one of its own. */
  readonly choose: (request: Request) => CookieTemplate
  /** Lines that delete what an earlier configuration set. */
  readonly deleteFormer: readonly string[]
}

/**
 * Checks the cookie's options.
 *
 * @throws TypeError | RangeError when one is of the wrong kind or value; the message names it
 */
export function readCookies(
  options: SessionCookieOptions | undefined,
  development: boolean | undefined,
): SessionCookies {
  checkKinds(options)
  const { sameSite = 'lax', replaces = [], ...today } = options ?? {}
  const scope = readScope(today, '__Host-session')
  const former = replaces.map((cookie) => readScope(cookie, scope.name))
  const main = createCookieTemplate({ ...scope, sameSite })
  const plain = development === true ? developmentCookie(scope) : undefined
  checkFormer(scope, former)
  return {
    main,
    development: plain,
    choose: (request) => (plain !== undefined && isPlainLoopback(request) ? plain : main),
    deleteFormer: former.map((cookie) => createCookieTemplate(cookie).delete()),
  }
}

function checkKinds(options: SessionCookieOptions | undefined): void {
  checkObject('cookie', options, "{ name: '__Host-session' }")
  checkScope('cookie', options)
  if (!SAME_SITE.has(options?.sameSite)) {
    throw new RangeError("cookie.sameSite must be 'strict', 'lax' or 'none'")
  }
  if (options?.replaces === undefined) return
  if (!Array.isArray(options.replaces)) {
    throw new TypeError("cookie.replaces must be a list, such as [{ path: '/app' }]")
  }
  for (const [index, former] of options.replaces.entries()) {
    checkObject(`cookie.replaces[${index}]`, former, "{ path: '/app' }")
    checkScope(`cookie.replaces[${index}]`, former)
  }
}

const SAME_SITE = new Set<unknown>([undefined, 'strict', 'lax', 'none'])

function checkScope(option: string, scope: Partial<Scope> | undefined): void {
  checkText(`${option}.name`, scope?.name)
  checkText(`${option}.domain`, scope?.domain)
  checkText(`${option}.path`, scope?.path)
  checkBoolean(`${option}.partitioned`, scope?.partitioned)
}

/** Takes what a scope is, so that no `secure: false` of an untyped object comes along. */
function readScope(
  { name: ownName, domain, path = '/', partitioned = false }: Partial<Scope>,
  name: string,
): Scope {
  return { name: ownName ?? name, domain, path, partitioned }
}

interface Scope {
  readonly name: string
  readonly domain: string | undefined
  readonly path: string
  readonly partitioned: boolean
}

/** A browser that got both lines would keep neither cookie. */
function checkFormer(today: Scope, former: readonly Scope[]): void {
  const index = former.findIndex((cookie) => placeOf(cookie) === placeOf(today))
  if (index === -1) return
  throw new RangeError(
    `cookie.replaces[${index}] is the cookie of today, which it would delete; take it out`,
  )
}

/** What a browser keeps one cookie for. */
function placeOf({ name, domain = '', path, partitioned }: Scope): string {
  return JSON.stringify([name, domain.replace(/^\./, '').toLowerCase(), path, partitioned])
}

/** A browser takes no prefix, no `Secure` and nothing that needs it from plain http. */
function developmentCookie({ name, path }: Scope): CookieTemplate {
  return createCookieTemplate({
    name: name.replace(/^__(host-http|host|secure|http)-/i, ''),
    path,
    secure: false,
  })
}

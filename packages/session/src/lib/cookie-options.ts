import { createCookieTemplate, type CookieAttributes, type CookieTemplate } from '@costrel/http'
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
}

/** The cookies of a configuration, made ready. */
export interface SessionCookies {
  readonly main: CookieTemplate
  /** By plain http on a developer's machine; `undefined` in production. */
  readonly development: CookieTemplate | undefined
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
  const { name = '__Host-session', replaces = [], domain, ...others } = options ?? {}
  const attributes = { name, ...others, ...(domain === undefined ? {} : { domain }) }
  return {
    main: createCookieTemplate(attributes),
    development: development === true ? developmentCookie(attributes) : undefined,
    deleteFormer: replaces.map((former) => createCookieTemplate({ name, ...former }).delete()),
  }
}

function checkKinds(options: SessionCookieOptions | undefined): void {
  checkObject('cookie', options, "{ name: '__Host-session' }")
  checkText('cookie.name', options?.name)
  checkText('cookie.domain', options?.domain)
  checkText('cookie.path', options?.path)
  checkBoolean('cookie.partitioned', options?.partitioned)
  if (!SAME_SITE.has(options?.sameSite)) {
    throw new RangeError("cookie.sameSite must be 'strict', 'lax' or 'none'")
  }
  if (options?.replaces !== undefined && !Array.isArray(options.replaces)) {
    throw new TypeError("cookie.replaces must be a list, such as [{ path: '/app' }]")
  }
}

const SAME_SITE = new Set<unknown>([undefined, 'strict', 'lax', 'none'])

/** A browser takes no prefix, no `Secure` and nothing that needs it from plain http. */
function developmentCookie({ name, path = '/' }: CookieAttributes): CookieTemplate {
  return createCookieTemplate({
    name: name.replace(/^__(host|secure)-/i, ''),
    path,
    secure: false,
  })
}

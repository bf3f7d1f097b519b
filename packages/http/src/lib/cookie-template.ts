import { stringifySetCookie } from 'cookie'

/** A cookie's full name and attributes (RFC 6265bis §4.1). */
export interface CookieAttributes {
  /** Full name, prefix included, such as `__Host-session`. */
  readonly name: string
  /** The `Path` attribute. Default: `/`. */
  readonly path?: string
  /** The `Domain` attribute. Default: none, the cookie stays with the host that set it. */
  readonly domain?: string
  /** Send over https only. Default: `true`. */
  readonly secure?: boolean
  /** Hide from scripts in the page. Default: `true`. */
  readonly httpOnly?: boolean
  /** Default: `lax`. */
  readonly sameSite?: 'strict' | 'lax' | 'none'
  /** Keep one cookie for each top-level site (CHIPS). Default: `false`. */
  readonly partitioned?: boolean
}

/** Writes the `Set-Cookie` lines of one cookie; its attributes are checked and written once. */
export interface CookieTemplate {
  /** Full name, prefix included. */
  readonly name: string
  /**
   * The line that sets the cookie.
   *
   * @param value cookie-octets of RFC 6265bis §4.1.1, at most about 4,096 bytes with the name
   * @param maxAge seconds; without it the cookie ends with the browser
   * @throws TypeError when the value has another character
   */
  set(value: string, maxAge?: number): string
  /** The line that deletes the cookie: the same attributes, an empty value, an expiry in the past. */
  delete(): string
}

/**
 * Makes a cookie's template: names, paths and domains are checked by the `cookie` package, prefixes here.
 *
 * @throws TypeError when the name, path or domain has a character that their grammar forbids
 * @throws RangeError when the attributes break the rules of a name prefix (RFC 6265bis §4.1.3)
 */
export function createCookieTemplate(attributes: CookieAttributes): CookieTemplate {
  const cookie = { ...DEFAULTS, ...attributes }
  checkPrefix(cookie)
  const { name } = cookie
  const suffix = stringifySetCookie({ ...cookie, value: '' }).slice(name.length + 1)
  return {
    name,
    set(value, maxAge) {
      if (!COOKIE_OCTETS.test(value)) throw new TypeError(`${name}: not a cookie value`)
      const lifetime = maxAge === undefined ? '' : `; Max-Age=${Math.trunc(maxAge)}`
      return `${name}=${value}${lifetime}${suffix}`
    },
    delete: () => `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${suffix}`,
  }
}

const DEFAULTS = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const

// cookie-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E
const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]*$/

function checkPrefix(cookie: CookieAttributes): void {
  const { name, secure, path, domain } = cookie
  if (/^__(host|secure)-/i.test(name) && !secure) {
    throw new RangeError(`cookie ${name}: the prefix needs secure: true`)
  }
  if (/^__host-/i.test(name) && (path !== '/' || domain !== undefined)) {
    throw new RangeError(
      `cookie ${name}: __Host- needs path '/' and no domain; name it __Secure-… instead`,
    )
  }
}

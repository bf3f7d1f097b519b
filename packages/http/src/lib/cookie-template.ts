import { stringifySetCookie } from 'cookie'

/** A cookie's full name and attributes (RFC 6265bis §4.1). */
export interface CookieAttributes {
  /** Full name, prefix included, such as `__Host-session`. */
  readonly name: string
  /** The `Path` attribute. Default: `/`. */
  readonly path?: string
  /** The `Domain` attribute. Default: none, the cookie stays with the host that set it. */
  readonly domain?: string | undefined
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
   * @param value cookie-octets of RFC 6265bis §4.1.1; browsers refuse more than 4,096 bytes of name and value
   * @param maxAge seconds, cut to whole ones between 0 and 400 days; without it the cookie ends with the browser
   * @throws TypeError when the value has another character
   * @throws RangeError when `maxAge` is `NaN`
   */
  set(value: string, maxAge?: number): string
  /**
   * The same for a token whose alphabet is known to be made of cookie-octets, such as base64url: it is not searched for
   * others, which takes as long as comparing a MAC.
   */
  setToken(token: string, maxAge?: number): string
  /** The line that deletes the cookie: the same attributes, an empty value, an expiry in the past. */
  delete(): string
}

/**
 * Makes a cookie's template: the grammar is checked by the `cookie` package, what the attributes demand of each other
 * here. An attribute that is `undefined` has its default: it never switches `Secure` off.
 *
 * @throws TypeError when the name, path or domain has a character that their grammar forbids
 * @throws RangeError when browsers would refuse the cookie: the rules of a name prefix (RFC 6265bis §4.1.3),
 * `sameSite: 'none'` or `partitioned` without `secure`, a path that does not begin with `/`
 */
export function createCookieTemplate(attributes: CookieAttributes): CookieTemplate {
  const { name, path = '/', secure = true, httpOnly = true, sameSite = 'lax' } = attributes
  const { domain, partitioned = false } = attributes
  const scope = domain === undefined ? {} : { domain }
  if (!TOKEN.test(name)) throw new TypeError(`cookie name ${JSON.stringify(name)} is no token`)
  const cookie = { name, path, ...scope, secure, httpOnly, sameSite, partitioned }
  const suffix = stringifySetCookie({ ...cookie, value: '' }).slice(name.length + 1)
  checkAttributes(cookie)
  const setToken: CookieTemplate['setToken'] = (token, maxAge) => {
    const lifetime = maxAge === undefined ? '' : `; Max-Age=${toMaxAge(maxAge)}`
    return `${name}=${token}${lifetime}${suffix}`
  }
  return {
    name,
    set(value, maxAge) {
      if (!COOKIE_OCTETS.test(value)) throw new TypeError(`cookie ${name}: not a cookie value`)
      return setToken(value, maxAge)
    },
    setToken,
    delete: () => `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${suffix}`,
  }
}

/** RFC 9110 §5.6.2, which RFC 6265bis §4.1.1 asks of a name. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

type Attributes = Required<Omit<CookieAttributes, 'domain'>> & Pick<CookieAttributes, 'domain'>

function checkAttributes(cookie: Attributes): void {
  for (const [isBroken, mend] of RULES) {
    if (isBroken(cookie)) throw new RangeError(`cookie ${cookie.name}: ${mend}`)
  }
}

/** Prefixes are compared without regard to case, as browsers do (RFC 6265bis §5.4). */
const RULES: readonly (readonly [isBroken: (cookie: Attributes) => boolean, mend: string])[] = [
  [({ path }) => !path.startsWith('/'), "path must begin with '/'"],
  [
    ({ name, secure }) => /^__(host|secure|http)-/i.test(name) && !secure,
    'the prefix needs secure: true',
  ],
  [
    ({ name, httpOnly }) => /^__(host-)?http-/i.test(name) && !httpOnly,
    'the prefix needs httpOnly: true',
  ],
  [
    ({ name, path, domain }) => /^__host-/i.test(name) && (path !== '/' || domain !== undefined),
    "__Host- needs path '/' and no domain; name it __Secure-… instead",
  ],
  [({ sameSite, secure }) => sameSite === 'none' && !secure, "sameSite: 'none' needs secure: true"],
  [({ partitioned, secure }) => partitioned && !secure, 'partitioned needs secure: true'],
]

// cookie-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E
const COOKIE_OCTETS = /^[!#-+\--:<-[\]-~]*$/

/** Browsers cut a lifetime at 400 days (RFC 6265bis §5.5); below zero is as good as zero. */
function toMaxAge(seconds: number): number {
  if (Number.isNaN(seconds)) throw new RangeError('maxAge must be a number of seconds, not NaN')
  return Math.trunc(Math.min(Math.max(seconds, 0), MAX_AGE_LIMIT))
}

const MAX_AGE_LIMIT = 400 * 24 * 60 * 60

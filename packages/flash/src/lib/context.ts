/**
 * What a cookie's token is bound to: the cookie's full name, and the user it is for. The `=` between them occurs in no
 * cookie name, and the user is written as JSON, so that two users never have one context, whatever texts they are.
 *
 * @param user `undefined` for a stranger
 */
export function contextOf(cookieName: string, user: string | undefined): string {
  return user === undefined ? cookieName : `${cookieName}=${JSON.stringify(user)}`
}

/**
 * Refuses the options of `createSessions` that nobody would enforce: what Flask writes knows nothing of them.
 *
 * @throws TypeError naming the option and the mend
 */
export function refuseOptions(others: object): void {
  const given = new Map<string, unknown>(Object.entries(others))
  for (const [option, mend] of MENDS) {
    if (given.get(option) === undefined) continue
    throw new TypeError(`${option} has no meaning in Flask's cookie: ${mend}`)
  }
}

const NO_PLACE = 'it has no place for what that needs; take the option out'

const MENDS: readonly (readonly [option: string, mend: string])[] = [
  ['secrets', 'it is signed by flask({ secretKey, fallbacks })'],
  ['cookie', 'name it by flask({ sessionCookieName, sessionCookiePath, sessionCookieDomain })'],
  ['idleTimeout', 'it has one age limit for all, flask({ permanentSessionLifetime })'],
  ['absoluteTimeout', 'it has one age limit for all, flask({ permanentSessionLifetime })'],
  ['remember', "session.set('_permanent', true) keeps it for flask({ permanentSessionLifetime })"],
  ['isLive', NO_PLACE],
  ['store', 'Flask reads no store of ours; take the option out'],
  ['load', NO_PLACE],
  ['onGone', NO_PLACE],
  ['maxSessionsPerUser', NO_PLACE],
  ['labelKey', NO_PLACE],
]

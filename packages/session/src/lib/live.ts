import { withDeadline } from './deadline.ts'

/** What a valid cookie says, without its data. Times in milliseconds since the epoch. */
export interface SessionClaims {
  /** The session's id. */
  readonly id: string
  /** Who is logged in. */
  readonly user: string | undefined
  /** When the session, or the login, began. */
  readonly createdAt: number
  /** When the user logged in. */
  readonly authAt: number | undefined
  /** When this token was made. */
  readonly issuedAt: number
}

/** Answers whether a session may still be used. */
export type IsLive = (claims: SessionClaims) => boolean | Promise<boolean>

/** What was learnt of a session: it may be used, it may not, or nobody can say. */
export type Liveness = 'live' | 'revoked' | Unavailable

/** Why nobody can say. */
export interface Unavailable {
  readonly cause: unknown
}

/** Asks, and waits for a second at most. */
export async function askIsLive(isLive: IsLive, claims: SessionClaims): Promise<Liveness> {
  try {
    const answer: unknown = await withDeadline(isLive(claims), DEADLINE)
    if (typeof answer === 'boolean') return answer ? 'live' : 'revoked'
    return { cause: new TypeError('isLive must answer true or false') }
  } catch (cause) {
    return { cause }
  }
}

const DEADLINE = 1000

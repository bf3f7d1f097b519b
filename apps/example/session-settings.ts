import { z } from 'zod'

/** What a session holds of a visitor. */
export interface SessionData {
  username: string
  /** How often they opened the home page since they logged in. */
  visits: number
  /** The browser they logged in with. Only with a store, for the list of sessions. */
  device: string
}

/** How the example's sessions are: the defaults, named, so that the inspector can show them. */
export const SESSION_SETTINGS = {
  format: 'signed',
  /** Seconds without a request. */
  idleTimeout: 30 * 60,
  /** Seconds since the login. */
  absoluteTimeout: 12 * 60 * 60,
  schema: { username: z.string(), visits: z.number().int(), device: z.string() },
} as const

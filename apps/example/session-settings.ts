import { z } from 'zod'

/** How the example's sessions are: the defaults, named, so that the inspector can show them. */
export const SESSION_SETTINGS = {
  format: 'signed',
  /** Seconds without a request. */
  idleTimeout: 30 * 60,
  /** Seconds since the login. */
  absoluteTimeout: 12 * 60 * 60,
  schema: { username: z.string(), visits: z.number().int() },
} as const

import { createKeyRing } from '@costrel/signing'
import { z } from 'zod'
import type { Bindings } from './app.ts'

/** What an entry starts with, or the one line that says why it cannot. */
export type Environment =
  | { readonly ok: true; readonly port: number; readonly bindings: Bindings }
  | { readonly ok: false; readonly problem: string }

/**
 * Checks the environment's variables; an empty one counts as not set.
 *
 * @param developmentSecret gives a secret when none is set; never asked in production
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  developmentSecret: () => string,
): Environment {
  const given = Object.entries(variables).filter(([, value]) => value !== '')
  const { data, error } = VARIABLES.safeParse(Object.fromEntries(given))
  if (error !== undefined) return { ok: false, problem: describe(error) }
  const secret = SECRET.safeParse(data.SESSION_SECRET ?? developmentSecret())
  if (!secret.success) return { ok: false, problem: describe(secret.error) }
  const bindings: Bindings = { SESSION_SECRET: secret.data, DEVELOPMENT: data.DEVELOPMENT }
  return { ok: true, port: data.PORT, bindings }
}

const MEND = 'make one with: openssl rand -base64 32'

/** The value itself is never shown: it may be the good secret with one character lost. */
const SECRET = z
  .string()
  .refine(isStrong, `SESSION_SECRET must be 32 random bytes or more; ${MEND}`)

/** The rules are the library's own, so that what passes here is never refused by the first request. */
function isStrong(secret: string): boolean {
  try {
    return createKeyRing([secret]).ids.length === 1
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const VARIABLES = z
  .object({
    NODE_ENV: z
      .enum(['production', 'development', 'test'], {
        error: must('NODE_ENV', 'be production, development or test'),
      })
      .optional(),
    DEVELOPMENT: z
      .enum(['true', 'false'], { error: must('DEVELOPMENT', 'be true or false') })
      .optional(),
    PORT: z
      .string()
      .refine(isPort, { error: must('PORT', 'be a number from 0 to 65535') })
      .transform(Number)
      .default(3000),
    SESSION_SECRET: z.string().optional(),
  })
  .transform(({ DEVELOPMENT, ...rest }) => ({
    ...rest,
    DEVELOPMENT: DEVELOPMENT ?? (rest.NODE_ENV === 'production' ? 'false' : 'true'),
  }))
  .refine(({ NODE_ENV, DEVELOPMENT }) => NODE_ENV !== 'production' || DEVELOPMENT === 'false', {
    error: 'DEVELOPMENT must not be true with NODE_ENV=production',
  })
  .refine(({ NODE_ENV, SESSION_SECRET }) => NODE_ENV !== 'production' || SESSION_SECRET, {
    error: `SESSION_SECRET must be set with NODE_ENV=production; ${MEND}`,
  })

function must(name: string, rule: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => `${name} must ${rule}, not ${JSON.stringify(input)}`
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function describe({ issues }: z.ZodError): string {
  return issues.map(({ message }) => message).join('; ')
}

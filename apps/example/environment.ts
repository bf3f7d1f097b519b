import { createKeyRing } from '@costrel/signing'
import { z } from 'zod'
import type { Bindings } from './app.ts'
import { must } from './must.ts'
import { readStoreSettings, type StoreSettings } from './store-settings.ts'

/** What an entry starts with, or the one line that says why it cannot. */
export type Environment =
  | {
      readonly ok: true
      readonly port: number
      readonly bindings: Bindings
      readonly store: StoreSettings
    }
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
  const store = readStoreSettings(Object.fromEntries(given))
  if (error || store.error) return { ok: false, problem: describe(error, store.error) }
  const secret = SECRET.safeParse(data.SESSION_SECRET ?? developmentSecret())
  if (secret.error) return { ok: false, problem: describe(secret.error) }
  const bindings: Bindings = { SESSION_SECRET: secret.data, DEVELOPMENT: data.DEVELOPMENT }
  return { ok: true, port: data.PORT, bindings, store: store.data }
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
        error: ({ input }) => must('NODE_ENV', 'be production, development or test', input),
      })
      .optional(),
    DEVELOPMENT: z
      .enum(['1', '0'], { error: ({ input }) => must('DEVELOPMENT', 'be 1 or 0', input) })
      .optional(),
    PORT: z
      .string()
      .refine(isPort, {
        error: ({ input }) => must('PORT', 'be a number from 0 to 65535', input),
      })
      .transform(Number)
      .default(3000),
    SESSION_SECRET: z.string().optional(),
  })
  .transform(({ DEVELOPMENT, ...rest }) => ({
    ...rest,
    DEVELOPMENT: DEVELOPMENT ?? (rest.NODE_ENV === 'production' ? '0' : '1'),
  }))
  .refine(({ NODE_ENV, DEVELOPMENT }) => NODE_ENV !== 'production' || DEVELOPMENT === '0', {
    error: 'DEVELOPMENT must not be 1 with NODE_ENV=production',
  })
  .refine(({ NODE_ENV, SESSION_SECRET }) => NODE_ENV !== 'production' || SESSION_SECRET, {
    error: `SESSION_SECRET must be set with NODE_ENV=production; ${MEND}`,
  })

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function describe(...errors: (z.ZodError | undefined)[]): string {
  return errors
    .flatMap((error) => error?.issues ?? [])
    .map(({ message }) => message)
    .join('; ')
}

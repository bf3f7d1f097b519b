import { z } from 'zod'
import { must } from './must.ts'

/** Where the sessions are kept, as the environment says it. `cookie`: nowhere, each visitor carries their own. */
export type StoreSettings = z.infer<typeof STORE>

/** Checks what the environment says of the store. A URL is never shown: it may hold a password. */
export function readStoreSettings(
  variables: Readonly<Record<string, string | undefined>>,
): z.ZodSafeParseResult<StoreSettings> {
  return STORE.safeParse({ SESSION_STORE: 'cookie', ...variables })
}

const STORE = z.discriminatedUnion(
  'SESSION_STORE',
  [
    z.object({ SESSION_STORE: z.literal('cookie') }),
    z.object({
      SESSION_STORE: z.literal('sqlite'),
      SQLITE_FILE: z.string().default('data/sessions.sqlite'),
    }),
    z.object({
      SESSION_STORE: z.literal('redis'),
      REDIS_URL: url('REDIS_URL', ['redis:', 'rediss:'], 'redis://127.0.0.1:6379'),
      REDIS_PREFIX: z.string().default('costrel:'),
    }),
    z.object({
      SESSION_STORE: z.literal('postgres'),
      DATABASE_URL: url(
        'DATABASE_URL',
        ['postgres:', 'postgresql:'],
        'postgres://user@127.0.0.1:5432/database',
      ),
    }),
  ],
  { error: ({ input }) => must('SESSION_STORE', 'be cookie, sqlite, redis or postgres', input) },
)

function url(name: string, protocols: readonly string[], example: string) {
  return z
    .string({ error: `${name} must be set, such as ${example}` })
    .refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), {
      error: `${name} must be a URL such as ${example}`,
    })
}

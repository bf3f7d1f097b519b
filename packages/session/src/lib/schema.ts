import type { StandardSchemaV1 } from '@standard-schema/spec'

/**
 * One Standard Schema (zod, valibot, arktype …) for each key. It is asked when a key is set and when it is read from a
 * cookie; it must answer synchronously, and accept its own output.
 */
export type SessionSchema<Data extends object> = {
  readonly [Key in keyof Data]: StandardSchemaV1<unknown, Data[Key]>
}

/** What a schema said of one value. */
type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Asks a key's schema. */
type Check = (key: string, value: unknown) => Checked

/** The schemas of one session, made ready. */
export interface SchemaChecks {
  /** There is no schema: every key is known, and takes every value. */
  readonly isOpen: boolean
  /** Whether the typed view has the key; a session without a schema has every key. */
  knows(key: string): boolean
  /** Asks the key's schema. */
  readonly check: Check
}

/**
 * Makes a session's schemas ready.
 *
 * @throws TypeError when an entry is no Standard Schema; `check` throws one when a schema answers with a promise
 */
export function createSchemaChecks(schema: object | undefined): SchemaChecks {
  if (schema === undefined)
    return { isOpen: true, knows: () => true, check: (_key, value) => ({ ok: true, value }) }
  const entries = new Map<string, StandardSchemaV1>()
  for (const [key, entry] of Object.entries(schema)) {
    if (!isStandardSchema(entry)) {
      throw new TypeError(`schema.${key} must be a Standard Schema, such as z.string()`)
    }
    entries.set(key, entry)
  }
  return {
    isOpen: false,
    knows: (key) => entries.has(key),
    check: (key, value) => check(entries.get(key), key, value),
  }
}

/** What an asynchronous schema says later is of no use: that it is asynchronous is the mistake. */
function ignore(_error: unknown): void {}

function isStandardSchema(entry: unknown): entry is StandardSchemaV1 {
  const isHolder = (typeof entry === 'object' && entry !== null) || typeof entry === 'function'
  return isHolder && '~standard' in entry
}

function check(schema: StandardSchemaV1 | undefined, key: string, value: unknown): Checked {
  if (schema === undefined) return { ok: false, problems: ['is not in the schema'] }
  const result = schema['~standard'].validate(value)
  if ('then' in result) {
    Promise.resolve(result).catch(ignore)
    throw new TypeError(`schema.${key} answers with a promise; sessions need a synchronous schema`)
  }
  if (result.issues === undefined) return { ok: true, value: result.value }
  return { ok: false, problems: result.issues.map(({ message }) => message) }
}

import type { Accept } from './draft.ts'
import { tell } from './events.ts'
import type { ValidSession } from './open-cookie.ts'
import type { SchemaChecks } from './schema.ts'
import type { SessionState } from './session-state.ts'
import type { SessionValue, ValueCodec } from './value-codec.ts'

/** What of a stored session may be read: a value that its schema refuses is dropped, with an event. Without a schema, all. */
export function acceptBySchema(
  state: SessionState,
  valid: ValidSession | undefined,
): Accept | undefined {
  const { checks, hashId } = state.settings
  if (checks.isOpen) return undefined
  return (key, value, codec) => {
    if (!checks.knows(key)) return value
    const accepted = ask(checks, key, value, codec)
    if (accepted === undefined) {
      tell(state, { type: 'key-dropped', key, session: hashId(valid?.readId() ?? '') })
    }
    return accepted
  }
}

/** A schema that throws, or that makes of a stored value something the format has no place for, does not accept it. */
function ask(
  checks: SchemaChecks,
  key: string,
  value: SessionValue,
  codec: ValueCodec,
): SessionValue | undefined {
  try {
    const checked = checks.check(key, value)
    if (!checked.ok) return undefined
    return checked.value === value ? value : codec.copy(checked.value, key)
  } catch {
    return undefined
  }
}

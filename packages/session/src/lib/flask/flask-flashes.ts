import { tuple, type FlaskValue } from '@costrel/signing/flask'
import { readKey, removeKey, writeKey } from '../draft.ts'
import type { SessionFlashes } from '../session-flashes.ts'
import { access, type SessionState } from '../session-state.ts'
import { openForWriting } from '../writing.ts'

/**
 * Flask's own list of flashed messages, whatever the schema says: `_flashes`, a list of tuples of category and message.
 *
 * @see https://flask.palletsprojects.com/en/stable/api/#message-flashing
 */
export const FLASHES: SessionFlashes<SessionState> = {
  add(state, category, message) {
    const { draft } = openForWriting(state)
    writeKey(draft, KEY, [...stored(state), tuple([category, message])])
  },
  take(state) {
    const pairs = stored(state)
    if (pairs.length > 0) removeKey(openForWriting(state).draft, KEY)
    return pairs.map(([category, message]) => [String(category), message])
  },
}

const KEY = '_flashes'

/** What Flask left there, or we did. Anything else is not a list of messages, and is dropped when one is added. */
function stored(state: SessionState): Pair[] {
  const list = readKey(access(state).draft, KEY)
  return Array.isArray(list) ? list.filter(isPair) : []
}

type Pair = readonly [category: FlaskValue, message: FlaskValue]

/** Flask leaves a tuple; an app that writes `_flashes` itself may have left a list, and Flask shows that too. */
function isPair(value: unknown): value is Pair {
  return Array.isArray(value) && value.length === 2
}

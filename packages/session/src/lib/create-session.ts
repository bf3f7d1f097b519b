import { clear, destroy, login, logout, regenerate } from './life-cycle.ts'
import { access, idOf, type SessionState } from './session-state.ts'
import type { Session, SessionBase } from './session.ts'
import { openForWriting, write } from './writing.ts'

/**
 * A request's session. Its methods stand on one prototype, shared by all, so that a request which never touches its
 * session pays for one small object (decisions/session-objects.md).
 */
export function createSession<Data extends object>(state: SessionState): Session<Data> {
  return { __proto__: methods, [STATE]: () => state } as unknown as Session<Data>
}

/** The state behind a session; `undefined` for anything else. */
export function stateOf(session: SessionBase): SessionState | undefined {
  return isStateful(session) ? session[STATE]() : undefined
}

const STATE = Symbol('state')

/** Behind a function, so that printing a session shows neither its data nor the request's headers. */
interface Stateful {
  readonly [STATE]: () => SessionState
}

function isStateful(session: object): session is Stateful {
  return STATE in session
}

const methods: Session & ThisType<Stateful> = {
  get id() {
    return idOf(this[STATE]())
  },
  get isNew() {
    const { previous, fate } = access(this[STATE]())
    return previous === undefined || fate === 'ended'
  },
  get createdAt() {
    return access(this[STATE]()).createdAt
  },
  get user() {
    return access(this[STATE]()).user
  },
  get authAge() {
    const state = this[STATE]()
    const { authAt } = access(state)
    return authAt === undefined ? undefined : Math.max(0, (state.settings.now() - authAt) / 1000)
  },
  get(key) {
    return readKey(this[STATE](), key)
  },
  set(key, value) {
    write(this[STATE](), key, value)
  },
  delete(key) {
    openForWriting(this[STATE]()).draft.remove(key)
  },
  has(key) {
    return readKey(this[STATE](), key) !== undefined
  },
  keys() {
    return visibleKeys(this[STATE]())
  },
  update(key, change) {
    const state = this[STATE]()
    write(state, key, change(readKey(state, key)))
  },
  clear() {
    clear(openForWriting(this[STATE]()))
  },
  toObject() {
    const state = this[STATE]()
    return structuredClone(
      Object.fromEntries(visibleKeys(state).map((key) => [key, readKey(state, key)])),
    )
  },
  login(user) {
    login(this[STATE](), user)
  },
  logout() {
    logout(this[STATE]())
  },
  regenerate({ keep = true } = {}) {
    regenerate(this[STATE](), keep)
  },
  destroy() {
    destroy(this[STATE]())
  },
}

/** Keys outside the schema are kept, but hidden. */
function readKey(state: SessionState, key: string): unknown {
  const { draft } = access(state)
  return state.settings.checks.knows(key) ? draft.read(key) : undefined
}

function visibleKeys(state: SessionState): string[] {
  return access(state)
    .draft.keys()
    .filter((key) => readKey(state, key) !== undefined)
}

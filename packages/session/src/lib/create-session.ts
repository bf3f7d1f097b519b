import { clearKeys, keysOf, readKey, removeKey } from './draft.ts'
import {
  authAge,
  destroy,
  expiresAt,
  lastSeenAt,
  login,
  logout,
  regenerate,
  requireRecentLogin,
  rotate,
  setRemember,
  type Keep,
} from './life-cycle.ts'
import { idOf } from './session-id.ts'
import { accessLoaded, type SessionState } from './session-state.ts'
import type { Session } from './session.ts'
import { load } from './with-store/load.ts'
import { save } from './with-store/save.ts'
import { openForWriting, update, write } from './writing.ts'

/** Makes a request's session. */
export function createSession<Data extends object>(state: SessionState): Session<Data> {
  const { format } = state.settings
  return format.createSession?.<Data>(state) ?? new RequestSession<Data>(state)
}

/** The state behind a session; `undefined` for anything else. */
export function stateOf(session: object): SessionState | undefined {
  return RequestSession.stateOf(session)
}

/**
 * A class, against the rule of the house: an object of closures and accessors costs every request a microsecond, one
 * with a private field a hundredth of that, and its field shows in no printout (decisions/session-objects.md).
 */
export class RequestSession<Data extends object> implements Session<Data> {
  readonly #state: SessionState

  constructor(state: SessionState) {
    this.#state = state
  }

  static stateOf(session: object): SessionState | undefined {
    return #state in session ? session.#state : undefined
  }

  get id(): string {
    accessLoaded(this.#state)
    return idOf(this.#state)
  }
  get isNew(): boolean {
    const { previous, fate } = accessLoaded(this.#state)
    return previous === undefined || fate === 'ended'
  }
  get createdAt(): number {
    return accessLoaded(this.#state).createdAt
  }
  get user(): string | undefined {
    return accessLoaded(this.#state).user
  }
  get authAge(): number | undefined {
    return authAge(this.#state)
  }
  get lastSeenAt(): number {
    return lastSeenAt(this.#state)
  }
  get expiresAt(): number {
    return expiresAt(this.#state)
  }
  get remember(): boolean {
    return accessLoaded(this.#state).remember
  }
  set remember(remember: boolean) {
    setRemember(this.#state, remember)
  }
  get isTouched(): boolean {
    return this.#state.opened !== undefined
  }
  get cookieName(): string {
    return this.#state.settings.cookies.main.name
  }

  get<Key extends keyof Data & string>(key: Key): Data[Key] | undefined {
    return visibleValue(this.#state, key) as Data[Key] | undefined
  }
  set<Key extends keyof Data & string>(key: Key, value: Data[Key]): void {
    write(this.#state, key, value)
  }
  delete(key: keyof Data & string): void {
    removeKey(openForWriting(this.#state).draft, key)
  }
  has(key: keyof Data & string): boolean {
    return visibleValue(this.#state, key) !== undefined
  }
  keys(): (keyof Data & string)[] {
    return visibleKeys(this.#state) as (keyof Data & string)[]
  }
  update<Key extends keyof Data & string>(
    key: Key,
    change: (value: Data[Key] | undefined) => Data[Key],
  ): Data[Key] {
    update(this.#state, key, this.get(key), change as (value: unknown) => unknown)
    return this.get(key) as Data[Key]
  }
  clear(): void {
    clearKeys(openForWriting(this.#state).draft)
  }
  toObject(): Partial<Data> {
    const { codec } = accessLoaded(this.#state).draft
    const entries = visibleKeys(this.#state).map((key) => [
      key,
      codec.clone(visibleValue(this.#state, key), key),
    ])
    return Object.fromEntries(entries) as Partial<Data>
  }

  login(user: string): void {
    login(this.#state, user)
  }
  logout(): void {
    logout(this.#state)
  }
  regenerate({ keep = true }: { readonly keep?: Keep } = {}): void {
    regenerate(this.#state, keep)
  }
  rotate(): void {
    rotate(this.#state)
  }
  requireRecentLogin(seconds: number): void {
    requireRecentLogin(this.#state, seconds)
  }
  touch(isActivity = true): void {
    openForWriting(this.#state).activity = isActivity
  }
  load(): Promise<void> {
    return load(this.#state)
  }
  save(): Promise<void> {
    return save(this.#state)
  }
  destroy(): void {
    destroy(this.#state)
  }
}

/** Keys outside the schema are kept, but hidden. What a schema let pass is of its key's type. */
function visibleValue(state: SessionState, key: string): unknown {
  const { draft } = accessLoaded(state)
  return state.settings.checks.knows(key) ? readKey(draft, key) : undefined
}

function visibleKeys(state: SessionState): string[] {
  return keysOf(accessLoaded(state).draft).filter((key) => visibleValue(state, key) !== undefined)
}

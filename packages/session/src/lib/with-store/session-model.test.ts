/**
 * What stored sessions are to do, in the fewest words: a table of records, and requests that hold a copy of one. It
 * knows nothing of how sessions are written. Support for the model's test; it holds no tests.
 */

export type Data = Record<string, number>

/** What a cookie stands for. */
export interface Token {
  readonly lookup: number
  readonly generation: number
}

interface Row {
  generation: number
  generationAt: number
  previous: number
  previousUntil: number
  user: string | undefined
  data: Data
  touchedAt: number
  expiresAt: number
}

export type Action =
  | { readonly type: 'read' | 'clear' | 'logout' | 'destroy' | 'regenerate' | 'rotate' }
  | { readonly type: 'set'; readonly key: string; readonly value: number }
  | { readonly type: 'delete' | 'update'; readonly key: string }
  | { readonly type: 'login'; readonly user: string }

/** What a response says: its status, and the cookie that it sets (`null`: deletes), if any. */
export interface Answer {
  readonly status: 200 | 409 | 500
  readonly cookie?: Token | null
}

export const IDLE = 1_800_000
export const ABSOLUTE = 43_200_000
const GRACE = 30_000
const SUPERSEDED_FOR = 60_000

/** The table of records. */
export class Model {
  now = 0
  rows = new Map<number, Row>()
  #next = 1

  makeNumber(): number {
    return this.#next++
  }

  rowOf({ lookup }: Token): Row | undefined {
    const row = this.rows.get(lookup)
    const isThere = row && this.now < row.touchedAt + IDLE && this.now < row.expiresAt
    return isThere ? row : undefined
  }

  isLive(row: Row, { generation }: Token): boolean {
    if (generation === row.generation) return true
    return generation === row.previous && this.now < row.previousUntil
  }
}

/** A request, from its opening to its answer. */
export class ModelRequest {
  readonly model: Model
  readonly hasCookie: boolean
  opening: 'fresh' | 'live' | 'superseded' = 'fresh'
  token: Token | undefined
  isInGrace = false
  supersededAt = 0
  snapshot: Data = {}
  user: string | undefined
  journal = new Map<string, number | undefined>()
  updates = new Map<string, number>()
  fate: 'none' | 'rotated' | 'renewed' | 'ended' = 'none'
  sinceLogin: Set<string> | undefined
  isCleared = false
  isTouched = false
  isDestroyed = false
  beganAt = 0

  constructor(model: Model, token: Token | undefined) {
    this.model = model
    this.hasCookie = token !== undefined
    const row = token && model.rowOf(token)
    if (token === undefined || row === undefined) return
    if (!model.isLive(row, token)) {
      this.opening = 'superseded'
      this.supersededAt = row.generationAt
      return
    }
    this.opening = 'live'
    this.isInGrace = token.generation !== row.generation
    this.token = { lookup: token.lookup, generation: row.generation }
    this.snapshot = { ...row.data }
    this.user = row.user
  }

  get data(): Data {
    const data = { ...this.snapshot }
    for (const [key, value] of this.journal) {
      if (value === undefined) delete data[key]
      else data[key] = value
    }
    return data
  }

  act(action: Action): void {
    if (!this.isTouched) this.beganAt = this.model.now
    this.isTouched = true
    if (this.isDestroyed && action.type !== 'read' && action.type !== 'destroy') return
    if (action.type === 'set') this.#write(action.key, action.value)
    if (action.type === 'delete') this.#write(action.key, undefined, false)
    if (action.type === 'update') this.#update(action.key)
    if (action.type === 'clear') this.#clear()
    if (action.type === 'login') this.#login(action.user)
    if (action.type === 'logout' || action.type === 'destroy') this.#logout()
    if (action.type === 'destroy') this.isDestroyed = true
    if (action.type === 'regenerate' && this.fate !== 'ended') this.fate = 'renewed'
    if (action.type === 'rotate' && this.fate === 'none') this.fate = 'rotated'
  }

  end(status: 200 | 500): Answer {
    if (!this.isTouched) return { status }
    if (status === 500) return { status, ...this.#fail() }
    if (this.fate === 'ended') return this.#endAndBegin()
    const isWritten = this.fate !== 'none' || this.isCleared || this.#changed().length > 0
    if (this.opening === 'live') return isWritten ? this.#change() : this.#touch()
    if (this.opening === 'fresh' || !isWritten) return this.#create(this.data)
    if (this.sinceLogin !== undefined) return this.#create(this.#writtenSinceLogin())
    if (this.#changed().length > 0 && this.#isLatelySuperseded()) return { status: 409 }
    return this.#create(this.data)
  }

  #write(key: string, value: number | undefined, isSet = true): void {
    this.journal.set(key, value)
    this.updates.delete(key)
    if (isSet) this.sinceLogin?.add(key)
  }

  #update(key: string): void {
    const isOwn = this.journal.has(key) || this.isCleared
    const count = this.updates.get(key) ?? (isOwn ? undefined : 0)
    this.#write(key, (this.data[key] ?? 0) + 1)
    if (count !== undefined) this.updates.set(key, count + 1)
  }

  #clear(): void {
    for (const key of Object.keys(this.data)) this.#write(key, undefined, false)
    this.isCleared = true
  }

  #login(user: string): void {
    if (this.user !== undefined && this.user !== user) this.#clear()
    if (this.fate !== 'ended') this.fate = 'renewed'
    this.user = user
    this.beganAt = this.model.now
    this.sinceLogin = new Set()
  }

  #logout(): void {
    this.#clear()
    this.user = undefined
    this.beganAt = this.model.now
    this.sinceLogin = undefined
    this.fate = 'ended'
  }

  #changed(): string[] {
    return [...this.journal.keys()].filter((key) => this.journal.get(key) !== this.snapshot[key])
  }

  #isLatelySuperseded(): boolean {
    return this.opening === 'superseded' && this.model.now - this.supersededAt < SUPERSEDED_FOR
  }

  #row(): Row | undefined {
    return this.token && this.model.rowOf(this.token)
  }

  /** A logout counts by the token before the current one too, whatever the time. */
  #destroy(): void {
    const { token, model } = this
    const row = token && model.rows.get(token.lookup)
    if (token === undefined || row === undefined) return
    const { generation } = token
    if (generation === row.generation || generation === row.previous)
      model.rows.delete(token.lookup)
  }

  #fail(): Pick<Answer, 'cookie'> {
    if (this.fate !== 'ended' && this.fate !== 'renewed') return {}
    if (this.#isLatelySuperseded()) return {}
    this.#destroy()
    return this.hasCookie ? { cookie: null } : {}
  }

  #endAndBegin(): Answer {
    if (this.#isLatelySuperseded()) return { status: 409 }
    this.#destroy()
    const answer = this.#create(this.data)
    return answer.cookie === undefined && this.hasCookie ? { status: 200, cookie: null } : answer
  }

  #create(data: Data): Answer {
    const { model, user } = this
    if (Object.keys(data).length === 0 && user === undefined) return { status: 200 }
    const cookie = { lookup: model.makeNumber(), generation: model.makeNumber() }
    model.rows.set(cookie.lookup, {
      generation: cookie.generation,
      generationAt: model.now,
      previous: 0,
      previousUntil: 0,
      user,
      data: { ...data },
      touchedAt: model.now,
      expiresAt: this.beganAt + ABSOLUTE,
    })
    return { status: 200, cookie }
  }

  #writtenSinceLogin(): Data {
    const entries = [...this.journal].filter(
      (entry): entry is [string, number] =>
        entry[1] !== undefined && (this.sinceLogin?.has(entry[0]) ?? false),
    )
    return Object.fromEntries(entries)
  }

  #touch(): Answer {
    const { model, token } = this
    const row = this.#row()
    const isDue = row !== undefined && token !== undefined && model.isLive(row, token)
    const touchedAt = this.#touchedAt
    if (isDue && (model.now - touchedAt) * 2 >= IDLE) row.touchedAt = model.now
    return this.isInGrace && token !== undefined ? { status: 200, cookie: token } : { status: 200 }
  }

  /** As the request found it. */
  #touchedAt = 0
  found(touchedAt: number): void {
    this.#touchedAt = touchedAt
  }

  #change(): Answer {
    const { model, token, fate } = this
    const row = this.#row()
    const isCurrent = row !== undefined && row.generation === token?.generation
    const isLive = row !== undefined && token !== undefined && model.isLive(row, token)
    const canWrite = fate === 'renewed' ? isCurrent : isLive
    if (row === undefined || token === undefined || !canWrite)
      return this.#refuse(row === undefined)
    this.#writeTo(row)
    const isNew = fate === 'renewed' || (fate === 'rotated' && isCurrent && !this.isInGrace)
    if (isNew) {
      row.previous = fate === 'rotated' ? row.generation : 0
      row.previousUntil = fate === 'rotated' ? model.now + GRACE : 0
      row.generation = model.makeNumber()
      row.generationAt = model.now
    }
    const isNewer = isNew || this.isInGrace || !isCurrent
    const cookie = { lookup: token.lookup, generation: row.generation }
    return isNewer ? { status: 200, cookie } : { status: 200 }
  }

  #refuse(isGone: boolean): Answer {
    if (this.sinceLogin !== undefined) return this.#create(this.#writtenSinceLogin())
    const isHarmless = isGone ? this.#changed().length === 0 : this.#isOnlyRotated()
    return { status: isHarmless ? 200 : 409 }
  }

  #isOnlyRotated(): boolean {
    return this.fate === 'rotated' && this.#changed().length === 0 && !this.isCleared
  }

  #writeTo(row: Row): void {
    const { now } = this.model
    const keys = this.#changed()
    if (this.isCleared) row.data = {}
    for (const key of this.isCleared ? this.journal.keys() : keys) {
      const added = this.updates.get(key)
      const value = added === undefined ? this.journal.get(key) : (row.data[key] ?? 0) + added
      if (value === undefined) delete row.data[key]
      else row.data[key] = value
    }
    row.touchedAt = now
    if (this.sinceLogin === undefined) return
    row.user = this.user
    row.expiresAt = this.beganAt + ABSOLUTE
  }
}

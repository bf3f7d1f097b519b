import type { SessionChange, SessionRecord, SessionStore } from '../session-store.ts'
import type { ContractContext, ContractTest } from './contract-test.ts'

/** One record in a fresh store, and short ways to change it. */
export interface Fixture {
  readonly store: SessionStore
  readonly id: string
  readonly now: number
  /** The record as it was created, with the generation `g1`. */
  readonly record: SessionRecord
  /** Applies a change by the generation `g1` at `now`, unless the members say otherwise. */
  apply(members: Partial<SessionChange>): ReturnType<SessionStore['apply']>
  /** Reads the record at `now`, or at another time. */
  read(at?: number): Promise<SessionRecord | null>
}

/** Makes a test that begins with one record in a fresh store. */
export function withRecord(
  test: (fixture: Fixture) => Promise<void>,
  members?: Partial<SessionRecord>,
  applies?: (store: SessionStore) => boolean,
): ContractTest {
  return withStore(async (store, now) => test(await createFixture(store, now, members)), applies)
}

/** Makes a test that begins with an empty store. */
export function withStore(
  test: (store: SessionStore, now: number) => Promise<void>,
  applies: (store: SessionStore) => boolean = () => true,
): ContractTest {
  return async (context) => {
    const store = await context.createStore()
    if (!applies(store)) return 'skipped'
    await test(store, readClock(context))
    return 'passed'
  }
}

/** A record that lives for an hour after `now`, anonymous and with the generation `g1`. */
export function makeRecord(now: number, members: Partial<SessionRecord> = {}): SessionRecord {
  return {
    data: {},
    generation: 'g1',
    generationAt: now,
    createdAt: now,
    touchedAt: now,
    idleExpiresAt: now + HOUR,
    expiresAt: now + 12 * HOUR,
    operations: [],
    ...members,
  }
}

/** A new id: 64 hexadecimal digits. */
export function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A new operation id. */
export function makeOperation(): string {
  return makeId().slice(0, 16)
}

/** Milliseconds. */
export const HOUR = 3_600_000

async function createFixture(
  store: SessionStore,
  now: number,
  members?: Partial<SessionRecord>,
): Promise<Fixture> {
  const id = makeId()
  const record = makeRecord(now, members)
  await store.create(id, record)
  return {
    store,
    id,
    now,
    record,
    apply: (changes) =>
      store.apply(id, { now, operation: makeOperation(), generation: 'g1', ...changes }),
    read: (at = now) => store.read(id, at),
  }
}

function readClock({ now = Date.now }: ContractContext): number {
  return now()
}

import type { SessionRecord, SessionStore } from '../session-store.ts'
import { type ContractTest, type ContractTests, expectSame, expectTrue } from './contract-test.ts'
import { HOUR, makeId, makeOperation, makeRecord, withStore } from './fixture.ts'

/** What the contract says of a user's sessions, for stores that claim `userIndex`. */
export const userTests: ContractTests = {
  "lists a user's sessions, and no token": indexed(async (store, now) => {
    const record = makeRecord(now, { user: 'ann', authAt: now - 1, data: { label: '"phone"' } })
    const id = await insert(store, record)
    await insert(store, makeRecord(now, { user: 'bob' }))
    await insert(store, makeRecord(now))
    const { data, authAt, createdAt, touchedAt, idleExpiresAt, expiresAt } = record
    const summary = { id, data, authAt, createdAt, touchedAt, idleExpiresAt, expiresAt }
    expectSame(await list(store, 'ann', now), [summary], 'the list')
    expectSame(await list(store, 'nobody', now), [], "nobody's list")
  }),

  'lists a session from the login on': indexed(async (store, now) => {
    const id = await insert(store, makeRecord(now))
    await login(store, id, now, 'g1', 'ann')
    expectSame(await listIds(store, 'ann', now), [id], 'the list')
  }),

  'lists a session under its present user only': indexed(async (store, now) => {
    const id = await insert(store, makeRecord(now, { user: 'ann' }))
    await login(store, id, now, 'g1', 'bob')
    expectSame(await listIds(store, 'ann', now), [], 'the list of the user before')
    expectSame(await listIds(store, 'bob', now), [id], 'the list of the user now')
    expectSame(await store.destroyByUser?.('ann'), 0, 'how many were destroyed')
    expectTrue((await store.read(id, now)) !== null, "another user's session was destroyed")
  }),

  'lists no session that has ended': indexed(async (store, now) => {
    const destroyed = await insert(store, makeRecord(now, { user: 'ann' }))
    await insert(store, makeRecord(now, { user: 'ann', idleExpiresAt: now + HOUR }))
    const live = await insert(
      store,
      makeRecord(now, { user: 'ann', idleExpiresAt: now + 2 * HOUR }),
    )
    await store.destroy(destroyed)
    expectSame(await listIds(store, 'ann', now + HOUR), [live], 'the list')
  }),

  "destroys a user's sessions and no other": indexed(async (store, now) => {
    const ids = await insertMany(store, 3, makeRecord(now, { user: 'ann' }))
    const bob = await insert(store, makeRecord(now, { user: 'bob' }))
    expectSame(await store.destroyByUser?.('ann'), 3, 'how many')
    for (const id of ids) expectSame(await store.read(id, now), null, 'read')
    expectSame(await listIds(store, 'ann', now), [], 'the list')
    expectTrue((await store.read(bob, now)) !== null, "another user's session was destroyed")
    expectSame(await store.destroyByUser?.('ann'), 0, 'how many the second time')
  }),

  "destroys a user's sessions but one": indexed(async (store, now) => {
    const ids = await insertMany(store, 3, makeRecord(now, { user: 'ann' }))
    const [except = ''] = ids
    expectSame(await store.destroyByUser?.('ann', { except }), 2, 'how many')
    expectSame(await listIds(store, 'ann', now), [except], 'the list')
  }),

  'keeps users with odd names apart': indexed(async (store, now) => {
    const users = ['', '__proto__', 'a:b', 'a', 'A', 'a ', 'é', "o'hara", '{a}', '\u{1f9ea}', '%']
    // Long, and not to be compressed: some indexes take no such key.
    const long = Array.from({ length: 200 }, makeId).join('')
    users.push(long, `${long} `)
    for (const user of users) await insert(store, makeRecord(now, { user }))
    for (const user of users) {
      expectSame((await list(store, user, now)).length, 1, `how many of "${user}"`)
    }
  }),

  'writes nothing to a session destroyed with its user': indexed(async (store, now) => {
    const id = await insert(store, makeRecord(now, { user: 'ann' }))
    await store.destroyByUser?.('ann')
    const change = { now, operation: makeOperation(), generation: 'g1', touchedAt: now }
    expectSame(await store.apply(id, change), { status: 'gone' }, 'a touch')
    expectSame(await listIds(store, 'ann', now), [], 'the list')
  }),
}

function indexed(test: (store: SessionStore, now: number) => Promise<void>): ContractTest {
  return withStore(test, ({ capabilities }) => capabilities.userIndex)
}

async function insert(store: SessionStore, record: SessionRecord): Promise<string> {
  const id = makeId()
  await store.create(id, record)
  return id
}

async function insertMany(
  store: SessionStore,
  count: number,
  record: SessionRecord,
): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await insert(store, record))
  return ids
}

async function login(
  store: SessionStore,
  id: string,
  now: number,
  generation: string,
  user: string,
): Promise<void> {
  const next = { generation: `${generation}+` }
  const change = { now, operation: makeOperation(), generation, next, user, authAt: now }
  expectSame((await store.apply(id, change)).status, 'applied', 'the login')
}

async function list(store: SessionStore, user: string, now: number): Promise<{ id: string }[]> {
  const listed = await store.listByUser?.(user, now)
  expectTrue(listed !== undefined, 'userIndex is claimed, listByUser is not there')
  return listed ?? []
}

async function listIds(store: SessionStore, user: string, now: number): Promise<string[]> {
  return (await list(store, user, now)).map(({ id }) => id).sort()
}

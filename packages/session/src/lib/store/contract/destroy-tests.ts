import type { SessionRecord, SessionStore } from '../session-store.ts'
import { type ContractTests, expectSame, expectTrue } from './contract-test.ts'
import { HOUR, makeId, makeRecord, withRecord, withStore } from './fixture.ts'

/** What the contract says of `destroy`, `sweep` and `migrate`. */
export const destroyTests: ContractTests = {
  'destroys whatever the generation when none is given': withRecord(async ({ store, id, read }) => {
    await store.destroy(id)
    expectSame(await read(), null, 'read')
    await store.destroy(id)
    await store.destroy(makeId(), 'g1')
  }),

  'destroys by the current generation': withRecord(async ({ store, id, read }) => {
    await store.destroy(id, 'g1')
    expectSame(await read(), null, 'read')
  }),

  'destroys by the previous generation, also after its grace': withRecord(
    async ({ store, id, read }) => {
      await store.destroy(id, 'g0')
      expectSame(await read(), null, 'read')
    },
    { previous: 'g0', previousUntil: 1 },
  ),

  'destroys nothing by a superseded generation': withRecord(async ({ store, id, apply, read }) => {
    await store.destroy(id, 'never')
    await apply({ next: { generation: 'g2' } })
    await store.destroy(id, 'g1')
    expectSame((await read())?.generation, 'g2', 'the generation')
  }),

  'creates a record anew where one was destroyed': withRecord(async ({ store, id, now, read }) => {
    await store.destroy(id)
    const record = makeRecord(now, { generation: 'g9' })
    expectSame(await store.create(id, record), 'created', 'create')
    expectSame(await read(), record, 'read')
  }),

  'sweeps what has ended and nothing else': withStore(async (store, now) => {
    const idle = await createMany(store, 3, now, { idleExpiresAt: now + HOUR })
    const old = await createMany(store, 2, now, { expiresAt: now + HOUR })
    const live = await createMany(store, 2, now, { idleExpiresAt: now + HOUR + 1 })
    expectSame(await store.sweep?.(now + HOUR - 1, 100), 0, 'how many before the end')
    expectSame(await store.sweep?.(now + HOUR, 100), 5, 'how many at the end')
    for (const id of [...idle, ...old]) expectSame(await store.read(id, now), null, 'an ended one')
    for (const id of live) expectTrue((await store.read(id, now)) !== null, 'a live one was swept')
  }, canSweep),

  'sweeps no more than its limit': withStore(async (store, now) => {
    await createMany(store, 5, now, { idleExpiresAt: now + HOUR })
    const counts = []
    for (let round = 0; round < 3; round++) counts.push(await store.sweep?.(now + HOUR, 2))
    expectSame(counts, [2, 2, 1], 'how many')
  }, canSweep),

  'migrates again, and twice at once, and keeps its records': withRecord(
    async ({ store, read, record }) => {
      await store.migrate?.()
      await Promise.all([store.migrate?.(), store.migrate?.()])
      expectSame(await read(), record, 'read')
    },
    {},
    (store) => store.migrate !== undefined,
  ),
}

function canSweep(store: SessionStore): boolean {
  return store.sweep !== undefined
}

async function createMany(
  store: SessionStore,
  count: number,
  now: number,
  members: Partial<SessionRecord>,
): Promise<string[]> {
  const ids = Array.from({ length: count }, makeId)
  for (const id of ids)
    await store.create(id, makeRecord(now, { idleExpiresAt: now + 2 * HOUR, ...members }))
  return ids
}

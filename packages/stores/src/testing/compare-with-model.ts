import assert from 'node:assert/strict'
import {
  applyChange,
  type SessionChange,
  type SessionRecord,
  type SessionStore,
} from '@costrel/session'
import * as fc from 'fast-check'

const NOW = Date.now()
const GRACE = 30_000
const LIFE = 3_600_000

/** How many sequences of calls a test makes: 10,000 in CI. */
export function modelRuns(elsewhere: number): number {
  return process.env['CI'] === 'true' ? 10_000 : elsewhere
}

/**
 * Runs random calls against a store and against the contract's model, and compares every answer and every record.
 *
 * @param store a store that is ready; the ids used in it are new
 * @param runs how many sequences of calls
 */
export async function compareWithModel(store: SessionStore, runs: number): Promise<void> {
  let series = 0
  const property = fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
    const id = (series++).toString(16).padStart(64, '0')
    let model: SessionRecord | null = null
    for (const [n, step] of calls.entries()) {
      if (step.method === 'create') {
        const answer = await store.create(id, makeRecord(n, step.record))
        assert.equal(answer, model === null ? 'created' : 'exists')
        model ??= makeRecord(n, step.record)
      } else if (step.method === 'destroy') {
        await store.destroy(id, step.generation)
        const { generation, previous }: Partial<SessionRecord> = model ?? {}
        if ([undefined, generation, previous].includes(step.generation)) model = null
      } else {
        const { result, record }: ReturnType<typeof applyChange> = applyChange(model, step.change)
        assert.deepEqual(await store.apply(id, step.change), result)
        model = record ?? model
      }
      assert.deepEqual(await store.read(id, NOW), model)
    }
    await store.destroy(id)
  })
  await fc.assert(property, { numRuns: runs })
}

const generation = fc.constantFrom('g1', 'g2', 'g3')
const key = fc.constantFrom('a', 'b', '__proto__', '', 'say "hi"', '\\', 'nul\u0000')
const text = fc.constantFrom('1', '"2"', 'null', '{"a":[]}', '"\\u0000"')
const data = fc.dictionary(key, text, { maxKeys: 4, noNullPrototype: true })
const time = fc.constantFrom(NOW, NOW + 1, NOW + GRACE - 1, NOW + GRACE, NOW + LIFE - 1)

const change: fc.Arbitrary<SessionChange> = fc.record(
  {
    now: fc.oneof(time, fc.constant(NOW + LIFE)),
    operation: fc.stringMatching(/^[a-f]$/),
    generation,
    next: fc.record(
      { generation, graceUntil: fc.constant(NOW + GRACE) },
      { requiredKeys: ['generation'] },
    ),
    ifKey: fc.record({ key, text: fc.option(text) }),
    clear: fc.boolean(),
    set: data,
    unset: fc.array(key, { maxLength: 3 }),
    touchedAt: time,
    idleExpiresAt: time.map((at) => at + LIFE),
    expiresAt: time.map((at) => at + LIFE),
    user: fc.constantFrom('ann', 'bob'),
    authAt: time,
  },
  { requiredKeys: ['now', 'operation', 'generation'], noNullPrototype: true },
)

type Call =
  | { method: 'create'; record: Partial<SessionRecord> }
  | { method: 'destroy'; generation: string | undefined }
  | { method: 'apply'; change: SessionChange }

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constant('create' as const),
      record: fc.record({ data, generation }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      method: fc.constant('destroy' as const),
      generation: fc.option(generation, { nil: undefined }),
    }),
  },
  { weight: 9, arbitrary: fc.record({ method: fc.constant('apply' as const), change }) },
)

function makeRecord(n: number, members: Partial<SessionRecord>): SessionRecord {
  return {
    data: {},
    generation: 'g1',
    generationAt: NOW - n,
    createdAt: NOW - n,
    touchedAt: NOW,
    idleExpiresAt: NOW + LIFE,
    expiresAt: NOW + LIFE,
    operations: [],
    ...members,
  }
}

import type { SessionRecord, SessionStore } from './session-store.ts'

/** A call that is about to be made to the store. */
export interface StoreCall {
  readonly method: 'create' | 'read' | 'apply' | 'destroy'
  /** The record's id. */
  readonly id: string
  /** How many calls of this method came before. */
  readonly count: number
}

/**
 * What goes wrong. `refuse`: rejects and does nothing. `hang`: never answers and does nothing. `slow`: does its work after
 * so many milliseconds. `fail-after-write`: does its work, and rejects. For `read`: `wrong-record` is the one that was
 * created last under another id (`null` without one), `truncated-record` was cut short, `older-schema` lacks what came
 * with the latest versions, and `newer-schema` has another shape than ours.
 */
export type Fault =
  | 'refuse'
  | 'hang'
  | { readonly slow: number }
  | 'fail-after-write'
  | 'wrong-record'
  | 'truncated-record'
  | 'older-schema'
  | 'newer-schema'

/** Says of each call what goes wrong with it; `undefined`: nothing. */
export type FaultPlan = (call: StoreCall) => Fault | undefined

/**
 * Puts faults between a caller and a store, to test how the caller takes them.
 *
 * @param store where calls go that are spared
 * @param plan which calls fail, and how
 */
export function createFaultyStore(store: SessionStore, plan: FaultPlan): SessionStore {
  const counts = { create: 0, read: 0, apply: 0, destroy: 0 }
  const records = new Map<string, SessionRecord>()
  const call = <Answer>(
    method: StoreCall['method'],
    id: string,
    run: () => Promise<Answer>,
  ): Promise<Answer> => withFault(plan({ method, id, count: counts[method]++ }), run)
  return {
    capabilities: store.capabilities,
    ...(store.migrate && { migrate: store.migrate.bind(store) }),
    ...(store.listByUser && { listByUser: store.listByUser.bind(store) }),
    ...(store.destroyByUser && { destroyByUser: store.destroyByUser.bind(store) }),
    ...(store.sweep && { sweep: store.sweep.bind(store) }),
    create: (id, record) => {
      records.set(id, record)
      return call('create', id, () => store.create(id, record))
    },
    read: async (id, now) => {
      const fault = plan({ method: 'read', id, count: counts.read++ })
      const record = await withFault(fault, () => store.read(id, now))
      return spoilRecord(fault, record, () => lastOther(records, id))
    },
    apply: (id, change) => call('apply', id, () => store.apply(id, change)),
    destroy: (id, generation) => call('destroy', id, () => store.destroy(id, generation)),
  }
}

async function withFault<Answer>(
  fault: Fault | undefined,
  run: () => Promise<Answer>,
): Promise<Answer> {
  if (fault === 'refuse') throw new Error('the store refused the call, as planned')
  if (fault === 'hang') return new Promise(() => {})
  if (typeof fault === 'object') await pause(fault.slow)
  const answer = await run()
  if (fault === 'fail-after-write') throw new Error('the answer was lost, as planned')
  return answer
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

function lastOther(records: ReadonlyMap<string, SessionRecord>, id: string): SessionRecord | null {
  return [...records].findLast(([other]) => other !== id)?.[1] ?? null
}

function spoilRecord(
  fault: Fault | undefined,
  record: SessionRecord | null,
  other: () => SessionRecord | null,
): SessionRecord | null {
  if (fault === 'wrong-record') return other()
  if (record === null) return null
  if (fault === 'truncated-record') return reshape(truncate(record))
  if (fault === 'older-schema') return reshape({ ...record, operations: undefined })
  if (fault === 'newer-schema')
    return reshape({ ...record, schema: 2, data: Object.entries(record.data) })
  return record
}

function truncate({ data, generation, generationAt }: SessionRecord): object {
  const cut = Object.entries(data).map(([key, text]) => [key, text.slice(0, text.length / 2)])
  return { data: Object.fromEntries(cut), generation, generationAt }
}

/** What a wire or a disk would give: its type is claimed by nobody but the caller that believes it. */
function reshape(value: object): SessionRecord {
  return JSON.parse(JSON.stringify(value))
}

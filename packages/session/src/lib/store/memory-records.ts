import type { SessionRecord } from './session-store.ts'

/** Records by id, in the order they were written, with an index of users and a place where sweeping goes on. */
export interface MemoryRecords {
  readonly size: number
  get(id: string): SessionRecord | undefined
  /** Inserts or replaces, and makes it the one written last. */
  put(id: string, record: SessionRecord): void
  remove(id: string): void
  /** The ids of a user's records. */
  idsOf(user: string): string[]
  /** Removes the anonymous record written longest ago; without any, a user's. There must be a record. */
  evict(): 'anonymous' | 'user'
  /** The next record in an endless round over all; `undefined` when there is none. */
  visit(): [id: string, record: SessionRecord] | undefined
}

/** Makes an empty set of records. */
export function createMemoryRecords(): MemoryRecords {
  // A Map keeps the order of insertion: the first key is the one written longest ago.
  const anonymous = new Map<string, SessionRecord>()
  const users = new Map<string, SessionRecord>()
  const index = createUserIndex()
  const remove = (id: string): void => {
    const user = users.get(id)?.user
    if (user !== undefined) index.remove(user, id)
    if (!users.delete(id)) anonymous.delete(id)
  }
  return {
    get size() {
      return anonymous.size + users.size
    },
    get: (id) => users.get(id) ?? anonymous.get(id),
    put(id, record) {
      remove(id)
      if (record.user === undefined) anonymous.set(id, record)
      else {
        users.set(id, record)
        index.add(record.user, id)
      }
    },
    remove,
    idsOf: index.idsOf,
    evict() {
      const [first] = anonymous.size > 0 ? anonymous.keys() : users.keys()
      const evicted = anonymous.size > 0 ? 'anonymous' : 'user'
      if (first !== undefined) remove(first)
      return evicted
    },
    visit: createRound([anonymous, users]),
  }
}

interface UserIndex {
  add(user: string, id: string): void
  remove(user: string, id: string): void
  idsOf(user: string): string[]
}

function createUserIndex(): UserIndex {
  const idsByUser = new Map<string, Set<string>>()
  return {
    add(user, id) {
      const ids = idsByUser.get(user)
      if (ids === undefined) idsByUser.set(user, new Set([id]))
      else ids.add(id)
    },
    remove(user, id) {
      const ids = idsByUser.get(user)
      if (ids?.delete(id) && ids.size === 0) idsByUser.delete(user)
    },
    idsOf: (user) => [...(idsByUser.get(user) ?? [])],
  }
}

/** An iterator of a Map goes on where it stopped, whatever was added and removed in between. */
function createRound(
  maps: readonly ReadonlyMap<string, SessionRecord>[],
): () => [string, SessionRecord] | undefined {
  let entries = walk(maps)
  return () => {
    const next = entries.next()
    if (!next.done) return next.value
    entries = walk(maps)
    return entries.next().value
  }
}

function* walk(
  maps: readonly ReadonlyMap<string, SessionRecord>[],
): Generator<[string, SessionRecord], undefined> {
  for (const map of maps) yield* map
  return undefined
}

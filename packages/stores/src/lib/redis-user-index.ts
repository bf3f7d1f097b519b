import type { RunScript } from './redis-client.ts'
import { DESTROY_OF_USER, INDEX, INDEXED, UNINDEX } from './redis-scripts.ts'
import { encodeText } from './row.ts'

/**
 * Which sessions a user may have: a sorted set beside the records, since a Cluster changes one key at a time. It may name
 * a session that is gone or is another user's by now; it misses none. Ids are never used again, so an id whose record
 * we removed goes at once; every other stays until its record has ended for a minute.
 */
export interface RedisUserIndex {
  /** Notes a session, before its record says whose it is, and again when it ends later than was noted. */
  add(user: string, id: string, now: number, end: number): Promise<void>
  /** Forgets sessions whose records were removed. */
  remove(user: string, ids: string[]): Promise<void>
  /** The ids that were noted. */
  list(user: string): Promise<string[]>
  /** Removes the records that are the user's, one after another on their nodes, and says how many there were. */
  destroyAll(user: string, except: string | undefined): Promise<number>
}

/**
 * Makes the index of a store.
 *
 * @param runEnd runs the script that ends a session
 */
export function createUserIndex(
  run: RunScript,
  runEnd: RunScript,
  prefix: string,
  keyOf: (id: string) => string,
): RedisUserIndex {
  const indexOf = (user: string): string => `${prefix}user:${encodeText(user)}`
  const remove = async (user: string, ids: string[]): Promise<void> => {
    if (ids.length > 0) await run(UNINDEX, indexOf(user), ids)
  }
  const list = async (user: string): Promise<string[]> => {
    const ids = await run(INDEXED, indexOf(user), [])
    return Array.isArray(ids) ? ids.map(String) : []
  }
  return {
    add: async (user, id, now, end) => {
      await run(INDEX, indexOf(user), [`${now}`, id, `${end}`])
    },
    remove,
    list,
    destroyAll: async (user, except) => {
      const ids = (await list(user)).filter((id) => id !== except)
      const answers = await Promise.all(
        ids.map((id) => runEnd(DESTROY_OF_USER, keyOf(id), [encodeText(user)])),
      )
      const destroyed = ids.filter((_, n) => answers[n] === 1)
      await remove(user, destroyed)
      return destroyed.length
    },
  }
}

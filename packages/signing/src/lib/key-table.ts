import type { DerivedKeys } from './key-ring.ts'

/** A key made ready for its algorithm. */
interface ReadyKey<Key> {
  readonly id: string
  /** The id and a dot, as they stand in a token. */
  readonly prefix: string
  /** Milliseconds since the epoch; before it the key does not sign. */
  readonly notBefore: number
  /** Its place in the ring, from 0. */
  readonly position: number
  readonly key: Key
}

/** The keys of one ring for one purpose, found by id or by time. */
export interface KeyTable<Key> {
  /** The key whose id and a dot stand in the token at that place. */
  find(token: string, at: number): ReadyKey<Key> | undefined
  /**
   * The first key that may sign at that time, in milliseconds since the epoch.
   *
   * @throws RangeError when every secret's `notBefore` is still to come
   */
  current(now: number): ReadyKey<Key>
  /** Whether a key comes after the one that signs now, so that its tokens should be made again. */
  isStale(key: ReadyKey<Key>, now: number): boolean
}

/** Makes every key of a ring ready once. */
export function createKeyTable<Key>(
  keys: DerivedKeys,
  importKey: (bytes: Uint8Array) => Key,
): KeyTable<Key> {
  const ready = keys.map(({ id, notBefore, bytes }, position) => ({
    id,
    prefix: `${id}.`,
    notBefore,
    position,
    key: importKey(bytes),
  }))
  // a loop: an array's `find` with its callback costs a tenth of a token on Bun
  const first = (now: number) => {
    for (const key of ready) if (key.notBefore <= now) return key
    return undefined
  }
  return {
    find(token, at) {
      // a loop: looking through a few ids is faster than a Map, which wants the id cut out
      for (const key of ready) if (token.startsWith(key.prefix, at)) return key
      return undefined
    },
    current(now) {
      const key = first(now)
      if (key === undefined) {
        throw new RangeError('no key may sign yet: see notBefore')
      }
      return key
    },
    isStale: ({ position }, now) => position > (first(now)?.position ?? Infinity),
  }
}

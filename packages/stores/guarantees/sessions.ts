/**
 * Whole sessions over two connections to one store: `node guarantees/sessions.ts [engine …]`. Prints what became of parallel
 * requests, of requests that were slower than a logout or a login, of lost responses, and of a store restored from a copy.
 */
import type { Session, SessionRecord, SessionStore } from '@costrel/session'
import { cookieOf, createSite, type Site, type Visit, type Visitor } from '../src/testing/site.ts'
import { openStores } from './stores.ts'

type Stores = readonly SessionStore[]

const checks: Readonly<Record<string, (stores: Stores) => Promise<string>>> = {
  '50 parallel requests set a key each, 200 rounds: fewest kept': parallelSets,
  "50 parallel update('n', n => (n ?? 0) + 1), 20 rounds: lowest result": parallelUpdates,
  'logout while a slow request sets, touches, rotates, updates, 1,000 rounds: came back': logouts,
  'token A planted, a slow write and a read through A around a login, 200 rounds: leaks':
    plantedTokens,
  '20 parallel requests rotate, 100 rounds: most new tokens, and logged out after a lost response':
    rotations,
  'a double-clicked login, and one over an expired record, 200 rounds: not logged in': doubleLogins,
  "a store restored from an older copy, every token tried, 50 rounds: opened another's":
    restoredCopies,
}

const engines = process.argv.slice(2)
for (const engine of engines.length > 0 ? engines : ['memory', 'sqlite']) {
  const opened = await openStores[engine]?.()
  if (opened === undefined) throw new RangeError(`${engine} is no engine`)
  for (const [what, check] of Object.entries(checks)) {
    const begun = performance.now()
    const figure = await check(opened.stores)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    console.log(`${engine}: ${what}: ${figure} (${seconds} s)`)
  }
  await opened.close()
}

async function parallelSets(stores: Stores): Promise<string> {
  let fewest = 50
  await rounds(200, async () => {
    const { visitor } = await annOn(stores)
    const visits = await beginMany(visitor, 50)
    visits.forEach(({ session }, n) => session.set(`k${n}`, n))
    await endAll(visits)
    const keys = await read(visitor, (session) => session.keys())
    fewest = Math.min(fewest, keys.filter((key) => key.startsWith('k')).length)
  })
  return `${fewest}`
}

async function parallelUpdates(stores: Stores): Promise<string> {
  let lowest = 50
  await rounds(20, async () => {
    const { visitor } = await annOn(stores)
    const visits = await beginMany(visitor, 50)
    for (const { session } of visits) increment(session)
    await endAll(visits)
    lowest = Math.min(lowest, Number(await read(visitor, (session) => session.get('n'))))
  })
  return `${lowest}`
}

async function logouts(stores: Stores): Promise<string> {
  const acts: ((session: Session) => unknown)[] = [
    (session) => session.set('late', true),
    (session) => session.get('a'),
    (session) => session.rotate(),
    increment,
    (session) => (session.rotate(), increment(session)),
  ]
  let cameBack = 0
  await rounds(1000, async (round) => {
    const { site, visitor } = await annOn(stores)
    // Half of the idle window is used, so that reading writes a touch.
    site.advance(20 * 60)
    const before = await beginMany(visitor, 5)
    const behind = await beginMany(visitor, 5)
    const cookies = new Set([visitor.cookie])
    for (const visits of [before, behind]) visits.forEach(({ session }, n) => acts[n]?.(session))
    const leaving = site.visitor(visitor.cookie).visit((session) => session.logout(), round)
    for (const response of [...(await endAll(before)), await leaving, ...(await endAll(behind))])
      cookies.add(cookieOf(response) ?? '')
    const users = await Promise.all([...cookies].map((cookie) => userOf(site.visitor(cookie))))
    if (users.some((user) => user !== undefined)) cameBack += 1
  })
  return `${cameBack}`
}

async function plantedTokens(stores: Stores): Promise<string> {
  let leaks = 0
  await rounds(200, async () => {
    const site = createSite(stores)
    const victim = site.visitor()
    await victim.visit((session) => session.set('cart', 1))
    const thief = site.visitor(victim.cookie)
    const slow = await thief.begin(1)
    slow.session.set('planted', 'evil')
    await victim.visit((session) => (session.login('ann'), session.set('secret', 'hunter2')))
    const { status, headers } = await slow.end()
    const held = JSON.stringify(await read(victim, (session) => session.toObject()))
    const seen = JSON.stringify(await read(thief, (s) => [s.user, s.toObject()], 1))
    const isLeak = status !== 409 || headers.getSetCookie().length > 0
    if (isLeak || held.includes('evil') || /ann|hunter2/.test(seen)) leaks += 1
  })
  return `${leaks}`
}

async function rotations(stores: Stores): Promise<string> {
  let [most, loggedOut] = [0, 0]
  await rounds(100, async () => {
    const { site, visitor } = await annOn(stores)
    const old = site.visitor(visitor.cookie)
    const visits = await beginMany(visitor, 20)
    for (const { session } of visits) session.rotate()
    most = Math.max(most, new Set((await endAll(visits)).map(cookieOf)).size)
    // All those responses were lost on the wire.
    site.advance(29)
    if ((await userOf(old)) !== 'ann') loggedOut += 1
    site.advance(60)
    if ((await userOf(old)) !== 'ann') loggedOut += 1
  })
  return `${most}, ${loggedOut}`
}

async function doubleLogins(stores: Stores): Promise<string> {
  let failed = 0
  await rounds(200, async (round) => {
    const site = createSite(stores)
    const visitor = site.visitor()
    if (round % 2 === 0) await visitor.visit((session) => session.set('cart', 1))
    if (round % 4 === 0) site.advance(31 * 60)
    const visits = await beginMany(visitor, 2)
    for (const { session } of visits) session.login('ann')
    for (const response of await endAll(visits)) {
      const user = await userOf(site.visitor(cookieOf(response)))
      if (response.status !== 200 || user !== 'ann') failed += 1
    }
  })
  return `${failed}`
}

/** Each login names itself in its session: a token that shows another name opened what it did not make. */
async function restoredCopies(stores: Stores): Promise<string> {
  let opened = 0
  await rounds(50, async (round) => {
    const [first, ...others] = stores
    if (first === undefined) throw new RangeError('no store')
    const copy = withBackup(first)
    const site = createSite([copy.store, ...others])
    const owners = new Map<string, string>()
    const visitors = Array.from({ length: 5 }, () => site.visitor())
    const act = async (name: string): Promise<void> => {
      for (const [n, visitor] of visitors.entries()) {
        const owner = `user ${n} ${name} ${round}`
        if (name === 'rotate') await visitor.visit((session) => session.rotate())
        else await visitor.visit((session) => (session.login(owner), session.set('owner', owner)))
        const known = [...owners].findLast(([, each]) => each.startsWith(`user ${n} `))?.[1]
        owners.set(visitor.cookie, name === 'rotate' ? (known ?? '') : owner)
      }
    }
    await act('login one')
    await act('rotate')
    await copy.backUp()
    await act('login two')
    await act('rotate')
    await copy.restore()
    await act('login three')
    await act('rotate')
    for (const [cookie, owner] of owners) {
      const found = await read(site.visitor(cookie), (s) => [s.user, s.get('owner')])
      if (found.some((each) => each !== undefined && each !== owner)) opened += 1
    }
  })
  return `${opened}`
}

interface BackedUpStore {
  readonly store: SessionStore
  backUp(): Promise<void>
  restore(): Promise<void>
}

/** Knows every id by the calls that create one. */
function withBackup(store: SessionStore): BackedUpStore {
  const ids = new Set<string>()
  const saved = new Map<string, SessionRecord>()
  const { capabilities } = store
  const calls: SessionStore = {
    capabilities: { ...capabilities, userIndex: false },
    create: (id, record) => (ids.add(id), store.create(id, record)),
    read: (id, now) => store.read(id, now),
    apply: (id, change) => store.apply(id, change),
    destroy: (id, generation) => store.destroy(id, generation),
  }
  return {
    store: calls,
    async backUp() {
      for (const id of ids) {
        const record = await store.read(id, Date.now())
        if (record !== null) saved.set(id, record)
      }
    },
    async restore() {
      for (const id of ids) await store.destroy(id)
      for (const [id, record] of saved) await store.create(id, record)
    },
  }
}

async function annOn(stores: Stores): Promise<{ site: Site; visitor: Visitor }> {
  const site = createSite(stores)
  const visitor = site.visitor()
  await visitor.visit((session) => (session.login('ann'), session.set('a', 1)))
  return { site, visitor }
}

function increment(session: Session): void {
  session.update('n', (n) => Number(n ?? 0) + 1)
}

function beginMany(visitor: Visitor, count: number): Promise<Visit[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => visitor.begin(n)))
}

function endAll(visits: readonly Visit[]): Promise<Response[]> {
  return Promise.all(visits.map(({ end }) => end()))
}

function userOf(visitor: Visitor): Promise<string | undefined> {
  return read(visitor, (session) => session.user)
}

async function read<Found>(
  visitor: Visitor,
  look: (session: Session) => Found,
  node?: number,
): Promise<Found> {
  const { session, end } = await visitor.begin(node)
  const found = look(session)
  await end()
  return found
}

async function rounds(count: number, run: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < count; round++) await run(round)
}

/** Two to four clients of one session, whose calls to the store are made and answered in any order (fast-check's scheduler). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createMemoryStore, type Session, type SessionStore } from '../../index.ts'
import { all, createSite, type Site, type Visit } from './site.test.ts'

const FEWEST = process.env['CI'] === 'true' ? 10_000 : 300
const RUNS = { numRuns: Number(process.env['MODEL_RUNS'] ?? FEWEST) }

type Write = 'set' | 'delete' | 'update' | 'rotate' | 'read' | 'save'
const writes = fc.array(
  fc.constantFrom<Write>('set', 'delete', 'update', 'update', 'rotate', 'read', 'save'),
  {
    minLength: 1,
    maxLength: 5,
  },
)
const writers = fc.array(writes, { minLength: 2, maxLength: 4 })

test('no write and no update is lost, whatever the order of the calls', async () => {
  const property = fc.asyncProperty(fc.scheduler(), writers, async (scheduler, scripts) => {
    const { site, first } = await begin(scheduler)
    const kept: Record<string, number> = {}
    let count = 0
    let rotations = 0
    const cookies = new Set([first])
    const clients = scripts.map(async (script, client) => {
      const visitor = site.visitor(first)
      for (const [n, write] of script.entries()) {
        if (write === 'rotate') rotations += 1
        const isKept = await tryWrite(await visitor.begin(), write, `k${client}`, n)
        cookies.add(visitor.cookie)
        // Whoever is slower than two rotations holds a token of before, and is told.
        if (!isKept) assert.ok(rotations > 1)
        else if (write === 'update') count += 1
        else if (write === 'set' || write === 'save') kept[`k${client}`] = n
        else if (write === 'delete') delete kept[`k${client}`]
      }
    })
    await scheduler.waitFor(Promise.all(clients))
    const { n, ...data } = await look(site, scheduler, cookies)
    assert.deepEqual([n ?? 0, data], [count, { a: 'gathered', ...kept }])
  })
  await fc.assert(property, RUNS)
})

/** Whether it is written; what is not is 409. */
async function tryWrite(
  { session, end }: Visit,
  write: Write,
  key: string,
  value: number,
): Promise<boolean> {
  const isThere = !session.isNew
  if (write === 'set' || write === 'save') session.set(key, value)
  if (write === 'save') await session.save().catch(ignore)
  if (write === 'delete') session.delete(key)
  if (write === 'update') session.update('n', (n) => Number(n ?? 0) + 1)
  if (write === 'rotate') session.rotate()
  if (write === 'read') session.toObject()
  const { status } = await end()
  assert.ok(status === 200 || status === 409)
  return status === 200 && isThere
}

/** The commit behind it says the same. */
function ignore(_error: unknown): void {}

type Act = 'login ann' | 'login bob' | 'logout' | 'regenerate' | 'rotate' | 'write' | 'read'
const acts = fc.array(
  fc.constantFrom<Act>(
    'login ann',
    'login bob',
    'logout',
    'regenerate',
    'rotate',
    'write',
    'write',
    'read',
  ),
  { minLength: 1, maxLength: 5 },
)
const actors = fc.array(acts, { minLength: 2, maxLength: 4 })

test('nobody reads or writes across a login, and nothing that ended comes back', async () => {
  const property = fc.asyncProperty(fc.scheduler(), actors, async (scheduler, scripts) => {
    const { site, first, ended } = await begin(scheduler)
    let logins = 0
    const clients = scripts.map(async (script) => {
      const visitor = site.visitor(first)
      for (const what of script) {
        const visit = await visitor.begin()
        const before = ownerOf(visit)
        doAct(visit.session, what, before, () => (logins += 1))
        const { status } = await visit.end()
        if (what.startsWith('login')) assert.equal(status, 200)
      }
    })
    await scheduler.waitFor(Promise.all(clients))
    assert.equal(ended.cameBack, 0)
  })
  await fc.assert(property, RUNS)
})

/** Every value names the login that it belongs to: what is read together was written together. */
function ownerOf({ session }: Visit): string | undefined {
  const [user, data] = all(session) as [string | undefined, Record<string, string>]
  const { owner, ...rest } = data
  assert.equal(owner?.split('#')[0], user)
  for (const value of Object.values(rest)) {
    if (value !== 'gathered') assert.equal(value, owner)
  }
  return owner
}

function doAct(session: Session, what: Act, owner: string | undefined, count: () => number): void {
  if (what === 'login ann' || what === 'login bob') {
    const user = what.slice(6)
    session.login(user)
    const name = `${user}#${count()}`
    for (const key of session.keys()) session.set(key, name)
    session.set('owner', name)
  } else if (what === 'write') session.set(`k${count()}`, owner ?? 'gathered')
  else if (what === 'read') session.toObject()
  else session[what]()
}

interface Ground {
  readonly site: Site
  readonly first: string
  readonly ended: Ended
}

/** A visitor with a session, behind a store whose calls wait for the scheduler. */
async function begin(scheduler: fc.Scheduler): Promise<Ground> {
  const store = createMemoryStore()
  const ended: Ended = { ids: new Set(), cameBack: 0 }
  const quick = createSite({}, { store })
  const visitor = quick.visitor()
  await visitor.visit((session) => session.set('a', 'gathered'))
  const site = createSite({}, { store: scheduled(store, scheduler, ended), clock: quick.clock })
  return { site, first: visitor.cookie, ended }
}

interface Ended {
  readonly ids: Set<string>
  cameBack: number
}

function scheduled(store: SessionStore, scheduler: fc.Scheduler, ended: Ended): SessionStore {
  const run = async <Answer>(label: string, call: () => Promise<Answer>): Promise<Answer> => {
    await scheduler.schedule(Promise.resolve(), `${label} arrives`)
    const answer = await call()
    await scheduler.schedule(Promise.resolve(), `${label} is answered`)
    return answer
  }
  const check = async (id: string, now: number): Promise<void> => {
    if (ended.ids.has(id) && (await store.read(id, now)) !== null) ended.cameBack += 1
  }
  return {
    ...store,
    create: (id, record) => run('create', () => store.create(id, record)),
    read: (id, now) => run('read', () => store.read(id, now)),
    apply: (id, change) =>
      run('apply', async () => {
        const result = await store.apply(id, change)
        await check(id, change.now)
        return result
      }),
    destroy: (id, generation) =>
      run('destroy', async () => {
        await store.destroy(id, generation)
        if ((await store.read(id, 0)) === null) ended.ids.add(id)
      }),
  }
}

/** The session, by whichever token opens it. */
async function look(
  site: Site,
  scheduler: fc.Scheduler,
  cookies: ReadonlySet<string>,
): Promise<Record<string, unknown>> {
  const readAll = async (): Promise<Record<string, unknown>[]> =>
    Promise.all([...cookies].map((cookie) => site.visitor(cookie).read((s) => s.toObject())))
  const found = await scheduler.waitFor(readAll())
  return found.find((data) => Object.keys(data).length > 0) ?? {}
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMemoryStore, SessionUnavailable, type Session } from '../../index.ts'
import { createBackend } from './backend.ts'
import { all, createSite, typesOf, type Site, type Visitor } from './site.test.ts'

async function hanging(
  options: Parameters<typeof createSite>[0] = {},
): Promise<{ site: Site; ann: Visitor }> {
  const site = createSite(options)
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  site.events.length = 0
  return { site, ann }
}

/** Runs side by side, since each waits for a second or two of real time. */
describe('a store that hangs', { concurrency: true }, () => {
  test('is waited for one second by a read', async () => {
    const { site, ann } = await hanging()
    site.fail('hang')
    const [session, took] = await time(async () => (await ann.begin()).session)
    assertBetween(took, 950, 1300)
    assert.throws(() => session.user, /^SessionUnavailable: /)
    assert.deepEqual(typesOf(site.events), ['unavailable'])
  })

  for (const [what, act] of [
    ['a write', (s) => s.set('a', 2)],
    ['an update', (s) => s.update('n', () => 1)],
    ['a login', (s) => s.login('bob')],
    ['a logout', (s) => s.logout()],
  ] satisfies [string, (session: Session) => unknown][]) {
    test(`is waited for two seconds by ${what}, and is 503`, async () => {
      const { site, ann } = await hanging()
      const { session, end } = await ann.begin()
      act(session)
      site.fail('hang')
      const [response, took] = await time(() => end())
      assertBetween(took, 1950, 2300)
      assert.deepEqual([response.status, response.headers.getSetCookie()], [503, []])
    })
  }

  test('is waited for two seconds in all, where the first call failed late', async () => {
    const { site, ann } = await hanging()
    const { session, end } = await ann.begin()
    session.set('a', 2)
    const { store } = site
    const apply = store.apply.bind(store)
    Object.assign(store, {
      apply: async () => {
        await new Promise((resolve) => setTimeout(resolve, 800))
        Object.assign(store, { apply: () => new Promise(() => {}) })
        throw new Error('the connection broke')
      },
    })
    const [response, took] = await time(() => end())
    Object.assign(store, { apply })
    assertBetween(took, 1950, 2300)
    assert.equal(response.status, 503)
  })

  test('is not asked again once its visitor was told 503', async () => {
    const { site, ann } = await hanging()
    const { session, end } = await ann.begin()
    session.set('a', 'first')
    const { store } = site
    const apply = store.apply.bind(store)
    const broken = Promise.withResolvers<never>()
    Object.assign(store, { apply: () => broken.promise })
    assert.equal((await end()).status, 503)
    Object.assign(store, { apply })
    await ann.visit((s) => s.set('a', 'second'))
    broken.reject(new Error('the connection broke'))
    await new Promise(setImmediate)
    assert.equal(await ann.read((s) => s.get('a')), 'second')
  })

  test('is waited for two seconds in all by an update that meets others', async () => {
    const { site, ann } = await hanging()
    const { session, end } = await ann.begin()
    session.update('n', () => 1)
    const { store } = site
    const apply = store.apply.bind(store)
    Object.assign(store, {
      apply: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1500))
        return { status: 'conflict' }
      },
    })
    const [response, took] = await time(() => end())
    Object.assign(store, { apply })
    assert.ok(took < 2300, `took ${took} ms`)
    assert.equal(response.status, 409)
  })

  test('is waited for by nobody once the breaker is open, and is used again by itself', async () => {
    const { site, ann } = await hanging()
    site.fail('hang')
    await Promise.all([ann.begin(), ann.begin(), ann.begin()])
    site.calls()
    for (let count = 0; count < 20; count++) {
      const [response, took] = await time(() => ann.visit(() => {}))
      assert.equal(response.status, 200)
      assert.ok(took < 50, `${took} ms`)
    }
    assert.deepEqual(site.calls(), {})
    const [first, took] = await time(async () => (await ann.begin()).session)
    assert.throws(() => first.user, SessionUnavailable)
    assert.ok(took < 50, `${took} ms`)
    await pause(1100)
    const [, probing] = await time(() => ann.visit(() => {}))
    assert.ok(probing < 50, `${probing} ms while the store is asked again`)
    assert.deepEqual(site.calls(), { read: 1 })
    site.fail(undefined)
    await pause(2100)
    assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
    assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
  })

  test('costs a login that limits its sessions two seconds of reading, and no more', async () => {
    const store = createMemoryStore()
    const site = createSite({ maxSessionsPerUser: 1 }, { store })
    Object.assign(store, { listByUser: () => new Promise(() => {}) })
    const limited = createSite({ maxSessionsPerUser: 1 }, { store })
    const ann = limited.visitor()
    const [response, took] = await time(() => ann.visit((s) => s.login('ann')))
    assertBetween(took, 950, 1300)
    assert.equal(response.status, 200)
    assert.deepEqual(typesOf(limited.events), ['created', 'unavailable'])
    assert.equal(await site.visitor(ann.cookie).read((s) => s.user), 'ann')
  })

  test('makes the list of devices reject in time', async () => {
    const backend = createBackend({
      ...createMemoryStore(),
      listByUser: () => new Promise(() => {}),
      destroyByUser: () => new Promise(() => {}),
    })
    const [, listing] = await time(() =>
      assert.rejects(backend.listByUser('ann', 0), SessionUnavailable),
    )
    assertBetween(listing, 950, 1300)
    const [, ending] = await time(() =>
      assert.rejects(backend.destroyByUser('ann'), SessionUnavailable),
    )
    assertBetween(ending, 1950, 2300)
  })
})

async function time<Value>(run: () => Promise<Value>): Promise<[Value, number]> {
  const begun = performance.now()
  const value = await run()
  return [value, performance.now() - begun]
}

function assertBetween(took: number, from: number, to: number): void {
  assert.ok(took >= from && took < to, `took ${took} ms`)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMemoryStore, type Session } from '../../index.ts'
import { createSite, SCRIPT, typesOf, type Site } from './site.test.ts'

const increment = (session: Session): unknown =>
  session.update('n', (n) => (typeof n === 'number' ? n : 0) + 1)

describe('update', () => {
  test('runs at once, and sees what this request wrote', async () => {
    const visitor = createSite().visitor()
    const found = await visitor.read((s) => (s.set('n', 5), [increment(s), increment(s)]))
    assert.deepEqual([found, await visitor.read((s) => s.get('n'))], [[6, 7], 7])
  })

  test('counts all of 50 parallel requests', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit(increment)
    const visits = await Promise.all(Array.from({ length: 50 }, () => visitor.begin()))
    for (const { session } of visits) increment(session)
    const responses = await Promise.all(visits.map(({ end }) => end()))
    assert.ok(responses.every(({ status }) => status === 200))
    assert.equal(await visitor.read((s) => s.get('n')), 51)
  })

  test('compares its own key alone', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((s) => (s.set('n', 1), s.set('other', 1)))
    const slow = await visitor.begin()
    increment(slow.session)
    await visitor.visit((s) => s.set('other', 2))
    site.calls()
    await slow.end()
    assert.deepEqual(site.calls(), { apply: 1 })
    assert.deepEqual(await visitor.read((s) => s.toObject()), { n: 2, other: 2 })
  })

  test('is made again of a value that another request set or removed', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => (s.set('n', 1), s.login('ann')))
    for (const [other, expected] of [
      [(s) => s.set('n', 10), 12],
      [(s) => s.delete('n'), 2],
    ] satisfies [(s: Session) => void, number][]) {
      const slow = await visitor.begin()
      increment(slow.session)
      increment(slow.session)
      await visitor.visit(other)
      assert.equal((await slow.end()).status, 200)
      assert.equal(await visitor.read((s) => s.get('n')), expected)
    }
  })

  test('is made again only of a value that its schema lets pass', async () => {
    const visitor = createSite({ schema: { n: NUMBER } } as object).visitor()
    await visitor.visit(increment)
    const slow = await visitor.begin()
    slow.session.update('n', (n) => Number(n) * 1000)
    await visitor.visit((s) => s.set('n', 5))
    await assert.rejects(slow.end(), /^SessionInvalidValue: session key 'n'/)
    assert.equal(await visitor.read((s) => s.get('n')), 5)
  })

  test('keeps its other writes and an update of a second key', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => s.set('n', 1))
    const slow = await visitor.begin()
    increment(slow.session)
    slow.session.update('m', (m) => Number(m ?? 0) + 1)
    slow.session.set('a', 1)
    await visitor.visit((s) => (increment(s), s.set('m', 10)))
    await slow.end()
    assert.deepEqual(await visitor.read((s) => s.toObject()), { n: 3, m: 11, a: 1 })
  })

  test('behind clear() makes its value of nothing, whatever others write', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => s.login('ann'))
    const slow = await visitor.begin()
    slow.session.clear()
    increment(slow.session)
    await visitor.visit((s) => s.set('n', 10))
    await slow.end()
    assert.equal(await visitor.read((s) => s.get('n')), 1)
  })

  test('behind a login is written with it', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => s.set('n', 1))
    const slow = await visitor.begin()
    slow.session.login('ann')
    increment(slow.session)
    await visitor.visit(increment, SCRIPT)
    await slow.end()
    assert.deepEqual(await visitor.read((s) => [s.user, s.get('n')]), ['ann', 3])
  })

  test('is not made of what a login wrote that came in between', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((s) => s.set('n', 1))
    const slow = await visitor.begin()
    const seen: unknown[] = []
    slow.session.update('n', (n) => (seen.push(n), 0))
    await visitor.visit((s) => s.set('n', 2))
    loginBeforeRead(site, visitor.cookie)
    assert.equal((await slow.end()).status, 409)
    assert.deepEqual(seen, [1])
  })

  test('is 409 after two seconds of values that others write', async () => {
    const site = createSite({ store: neverEqual() })
    const visitor = site.visitor()
    await visitor.visit((s) => s.set('n', 1))
    const begun = performance.now()
    const response = await visitor.visit(increment)
    const took = performance.now() - begun
    assert.equal(response.status, 409)
    assert.deepEqual(response.headers.getSetCookie(), [])
    assert.ok(took > 1900 && took < 2600, `${took} ms`)
    assert.deepEqual(typesOf(site.events), ['created', 'changes-dropped'])
  })

  test('whose first answer was lost counts once', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit(increment)
    let count = 0
    const { session, end } = await visitor.begin()
    increment(session)
    site.fail('fail-after-write', 'apply')
    setImmediate(() => site.fail(undefined))
    count = (await end()).status
    site.fail(undefined)
    const n = await visitor.read((s) => s.get('n'))
    assert.deepEqual([count === 200 || count === 503, n], [true, 2])
  })

  test('that save() got no answer for is not made again at the commit', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit(increment)
    const { session, end } = await visitor.begin()
    increment(session)
    site.fail('fail-after-write', 'apply')
    await assert.rejects(session.save(), /^SessionUnavailable/)
    site.fail(undefined)
    assert.equal((await end()).status, 503)
    assert.equal(await visitor.read((s) => s.get('n')), 2)
  })
})

const validate = (value: unknown): object =>
  typeof value === 'number' && value < 2000 ? { value } : { issues: [{ message: 'is too much' }] }
const NUMBER = { '~standard': { version: 1, vendor: 'test', validate } }

/** A store in which somebody else's value always comes first. */
function neverEqual(): ReturnType<typeof createMemoryStore> {
  const store = createMemoryStore()
  return {
    ...store,
    size: 0,
    apply: async (id, change) => (change.ifKey ? { status: 'conflict' } : store.apply(id, change)),
  }
}

/** Somebody logs in between the slow request's comparison and its next look. */
function loginBeforeRead(site: Site, cookie: string): void {
  const { store } = site
  const read = store.read.bind(store)
  let isFirst = true
  Object.assign(store, {
    read: async (id: string, now: number) => {
      if (isFirst) {
        isFirst = false
        await site.visitor(cookie).visit((s) => (s.login('ann'), s.set('n', 'secret')))
      }
      return read(id, now)
    },
  })
}

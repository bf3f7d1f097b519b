import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../../index.ts'
import {
  all,
  cookieOf,
  createSite,
  lineOf,
  SCRIPT,
  typesOf,
  type Site,
  type Visitor,
} from './site.test.ts'

async function annAtWork(
  options: Parameters<typeof createSite>[0] = {},
): Promise<{ site: Site; ann: Visitor }> {
  const site = createSite({ load: 'lazy', ...options })
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  site.calls()
  site.events.length = 0
  return { site, ann }
}

async function loaded(visitor: Visitor): Promise<unknown> {
  const found: unknown[] = []
  await visitor.visit(async (s) => (await s.load(), found.push(all(s))), SCRIPT)
  return found[0]
}

const contribute = ({ user }: { user: string | undefined }) => ({
  setCookie: [`user=${user}`],
  vary: true,
  cacheControl: 'no-store' as const,
})

describe('a lazy session', () => {
  const looks: [what: string, look: (session: Session) => unknown][] = [
    ['get', (s) => s.get('a')],
    ['has', (s) => s.has('a')],
    ['keys', (s) => s.keys()],
    ['toObject', (s) => s.toObject()],
    ['update', (s) => s.update('a', () => 1)],
    ['user', (s) => s.user],
    ['authAge', (s) => s.authAge],
    ['id', (s) => s.id],
    ['isNew', (s) => s.isNew],
    ['createdAt', (s) => s.createdAt],
    ['lastSeenAt', (s) => s.lastSeenAt],
    ['expiresAt', (s) => s.expiresAt],
    ['remember', (s) => s.remember],
    ['requireRecentLogin', (s) => s.requireRecentLogin(60)],
    ['regenerate with a list of keys', (s) => s.regenerate({ keep: ['a'] })],
  ]
  for (const [what, look] of looks) {
    test(`throws SessionNotLoaded for ${what} before load()`, async () => {
      const { site, ann } = await annAtWork()
      const { session } = await ann.begin()
      assert.throws(() => look(session), { name: 'SessionNotLoaded', code: 'not-loaded' })
      assert.deepEqual(site.calls(), {})
      await session.load()
      look(session)
    })
  }

  test('of a visitor without one needs no load()', async () => {
    const site = createSite({ load: 'lazy' })
    assert.deepEqual(await site.visitor().read(all), [undefined, {}])
  })

  test('is told by load() under what was written before', async () => {
    const { ann } = await annAtWork()
    const found: unknown[] = []
    await ann.visit(async (s) => {
      s.set('a', 2)
      s.set('b', 2)
      s.delete('c')
      await s.load()
      found.push(all(s), s.isNew)
    })
    assert.deepEqual(found, [['ann', { a: 2, b: 2 }], false])
    assert.deepEqual(await loaded(ann), ['ann', { a: 2, b: 2 }])
  })

  test('is empty for load() behind clear, regenerate without keys, and logout', async () => {
    for (const [act, expected] of [
      [(s) => s.clear(), ['ann', {}]],
      [(s) => s.regenerate({ keep: false }), ['ann', {}]],
      [(s) => s.logout(), [undefined, {}]],
    ] satisfies [(session: Session) => void, unknown][]) {
      const { ann } = await annAtWork()
      const found: unknown[] = []
      await ann.visit(async (s) => (act(s), await s.load(), found.push(all(s)), s.set('b', 2)))
      assert.deepEqual(found, [expected])
      const [user] = expected
      assert.deepEqual(await loaded(ann), [user, { b: 2 }])
    }
  })

  test('knows its user in load() behind rotate and regenerate', async () => {
    for (const act of [(s: Session) => s.rotate(), (s: Session) => s.regenerate()]) {
      const { ann } = await annAtWork()
      const found: unknown[] = []
      await ann.visit(async (s) => (act(s), await s.load(), found.push(all(s), s.authAge)))
      assert.deepEqual(found, [['ann', { a: 1 }], 0])
    }
  })

  test('keeps remember that was set before load()', async () => {
    const { ann } = await annAtWork({ remember: { idle: '30d', absolute: '90d' } })
    const found: unknown[] = []
    await ann.visit(async (s) => {
      s.remember = true
      await s.load()
      found.push(s.remember)
    })
    await ann.visit(async (s) => (await s.load(), found.push(s.remember)))
    assert.deepEqual(found, [true, true])
  })

  test('is read once by two load() at the same time, and loses no write', async () => {
    const { ann } = await annAtWork()
    const { session, end } = await ann.begin()
    const second = session.load()
    await session.load()
    session.set('b', 2)
    await second
    await end()
    assert.deepEqual(await loaded(ann), ['ann', { a: 1, b: 2 }])
  })

  test('that is gone begins anew with a write, under a new lookup', async () => {
    const { site, ann } = await annAtWork()
    const old = ann.cookie
    site.clock.advance(31 * 60)
    const response = await ann.visit((s) => s.set('b', 2))
    assert.equal(response.status, 200)
    assert.notEqual(cookieOf(response), old)
    assert.deepEqual(await loaded(ann), [undefined, { b: 2 }])
    assert.deepEqual(await loaded(site.visitor(old)), [undefined, {}])
  })

  test('that isLive refuses is not written', async () => {
    let isAnnLive = true
    const { site, ann } = await annAtWork({ isLive: ({ user }) => user !== 'ann' || isAnnLive })
    const copy = site.visitor(ann.cookie)
    isAnnLive = false
    await ann.visit((s) => s.set('b', 2))
    assert.deepEqual(await loaded(ann), [undefined, { b: 2 }])
    isAnnLive = true
    assert.deepEqual(await loaded(copy), ['ann', { a: 1 }])
  })

  test('makes load() throw SessionUnavailable where the store does not answer, and writes all the same', async () => {
    const { site, ann } = await annAtWork()
    const { session, end } = await ann.begin()
    site.fail('refuse', 'read')
    await assert.rejects(session.load(), /^SessionUnavailable: /)
    assert.deepEqual(typesOf(site.events), ['unavailable'])
    session.set('b', 2)
    assert.equal((await end()).status, 200)
    site.fail(undefined)
    assert.deepEqual(await loaded(ann), ['ann', { a: 1, b: 2 }])
  })

  test('is 503 where a login cannot be read first', async () => {
    const { site, ann } = await annAtWork()
    site.fail('refuse', 'read')
    const response = await ann.visit((s) => s.login('bob'))
    assert.deepEqual([response.status, lineOf(response)], [503, undefined])
    site.fail(undefined)
    assert.deepEqual(await loaded(ann), ['ann', { a: 1 }])
  })

  test('is loaded by a commit whose contribution asks for the user', async () => {
    const { ann } = await annAtWork()
    const unread = await ann.begin()
    const asked = await unread.end(new Response(), { contribute })
    assert.deepEqual(asked.headers.getSetCookie(), ['user=ann'])
    const read = await ann.begin()
    await read.session.load()
    const response = await read.end(new Response(), { contribute })
    assert.deepEqual(response.headers.getSetCookie(), ['user=ann'])
    const login = await ann.begin()
    login.session.login('bob')
    const loggedIn = await login.end(new Response(), { contribute })
    assert.deepEqual(loggedIn.headers.getSetCookie().includes('user=bob'), true)
  })
})

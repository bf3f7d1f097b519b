import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SessionConflict, type Session } from '../../index.ts'
import {
  all,
  createSite,
  lineOf,
  typesOf,
  type Site,
  type Visit,
  type Visitor,
} from './site.test.ts'

const write = (session: Session): void => session.set('late', 1)

/** Ann's slow request, and her browser meanwhile. */
async function slowRequest(
  options: Parameters<typeof createSite>[0] = {},
): Promise<{ site: Site; ann: Visitor; slow: Visit }> {
  const site = createSite(options)
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  const slow = await site.visitor(ann.cookie).begin()
  site.events.length = 0
  return { site, ann, slow }
}

const endings: [what: string, end: (session: Session) => void][] = [
  ['logout', (session) => session.logout()],
  ['destroy', (session) => session.destroy()],
]
const changes: [what: string, act: (session: Session) => void][] = [
  ['set', write],
  ['delete', (session) => session.delete('a')],
  ['update', (session) => void session.update('n', () => 1)],
  ['regenerate and set', (session) => (session.regenerate(), write(session))],
  ['rotate and set', (session) => (session.rotate(), write(session))],
]

describe('a session that was ended while a slow request held it', () => {
  for (const [ending, end] of endings) {
    for (const [what, act] of changes) {
      test(`stays ended by ${ending}, and ${what} is 409 without Set-Cookie`, async () => {
        const { site, ann, slow } = await slowRequest()
        const { cookie } = ann
        await ann.visit(end)
        act(slow.session)
        const response = await slow.end(new Response('saved'))
        assert.deepEqual([response.status, response.headers.getSetCookie()], [409, []])
        assert.equal(response.headers.get('cache-control'), 'no-store')
        assert.equal(response.headers.get('vary'), 'Cookie')
        assert.doesNotMatch(await response.text(), /saved/)
        assert.deepEqual(await site.visitor(cookie).read(all), [undefined, {}])
        assert.equal(ann.cookie, '')
        const dropped = site.events.find(({ type }) => type === 'changes-dropped')
        assert.equal(dropped?.type === 'changes-dropped' && dropped.status, 409)
      })
    }
  }

  for (const [what, act] of [
    ['a read', all],
    ['a rotation', (s) => s.rotate()],
    ['an equal write', (s) => s.set('a', 1)],
    ['a touch', (s) => s.touch()],
    ['another logout', (s) => s.logout()],
  ] satisfies [string, (session: Session) => unknown][]) {
    test(`is no matter to ${what}`, async () => {
      const { site, ann, slow } = await slowRequest()
      const { cookie } = ann
      await ann.visit((session) => session.logout())
      act(slow.session)
      assert.equal((await slow.end()).status, 200)
      assert.deepEqual(await site.visitor(cookie).read(all), [undefined, {}])
    })
  }

  test("loses the writes with an event where onGone is 'ignore'", async () => {
    const { site, ann, slow } = await slowRequest({ onGone: 'ignore' })
    const { cookie } = ann
    await ann.visit((session) => session.logout())
    write(slow.session)
    const response = await slow.end(new Response('ok'), {
      contribute: ({ user }) => ({
        setCookie: [`user=${user}`],
        vary: true,
        cacheControl: 'no-store',
      }),
    })
    assert.deepEqual([response.status, response.headers.getSetCookie()], [200, ['user=undefined']])
    assert.deepEqual(typesOf(site.events), ['destroyed', 'changes-dropped'])
    assert.deepEqual(await site.visitor(cookie).read(all), [undefined, {}])
  })

  test("lets save() pass where onGone is 'ignore', and begins anew with what comes behind it", async () => {
    const { ann, slow } = await slowRequest({ onGone: 'ignore' })
    await ann.visit((session) => session.logout())
    write(slow.session)
    await slow.session.save()
    assert.deepEqual(all(slow.session), [undefined, {}])
    assert.equal((await slow.end()).status, 200)
  })

  test('makes save() throw SessionConflict, whose answer is 409', async () => {
    const { ann, slow } = await slowRequest()
    await ann.visit((session) => session.logout())
    write(slow.session)
    await assert.rejects(slow.session.save(), (error) => {
      assert.ok(error instanceof SessionConflict)
      return error.code === 'conflict' && error.getResponse().status === 409
    })
    assert.equal((await slow.end()).status, 409)
  })

  test('makes the middleware answer 409 for a save() that nobody caught', async () => {
    const { site, ann } = await slowRequest()
    const app = site.sessions.middleware(async (_request, session) => {
      write(session)
      await site.visitor(ann.cookie).visit((other) => other.logout())
      await session.save()
      return new Response('saved')
    })
    const headers = { cookie: `__Host-session=${ann.cookie}` }
    const response = await app(new Request('https://example.test/', { headers }))
    assert.deepEqual([response.status, lineOf(response)], [409, undefined])
  })

  test('is expired as well as ended', async () => {
    const { site, slow } = await slowRequest()
    write(slow.session)
    site.clock.advance(31 * 60)
    assert.equal((await slow.end()).status, 409)
  })

  test('lets a login begin a new one, with what was written behind it', async () => {
    const { site, ann, slow } = await slowRequest()
    const { cookie } = ann
    await ann.visit((session) => session.logout())
    write(slow.session)
    slow.session.login('ann')
    slow.session.set('after', 1)
    const response = await slow.end()
    assert.equal(response.status, 200)
    const visitor = site.visitor(lineOf(response)?.slice(15).split(';')[0])
    assert.deepEqual(await visitor.read(all), ['ann', { after: 1 }])
    assert.deepEqual(await site.visitor(cookie).read(all), [undefined, {}])
    assert.deepEqual(typesOf(site.events), ['destroyed', 'changes-dropped', 'created', 'gone'])
  })
})

describe('a session that was renewed while a slow request held it', () => {
  for (const [what, act] of [
    ...changes,
    ['regenerate', (session: Session) => session.regenerate()],
  ] as typeof changes) {
    test(`goes on without it: ${what} is 409 without Set-Cookie`, async () => {
      const { ann, slow } = await slowRequest()
      await ann.visit((session) => session.regenerate())
      act(slow.session)
      const response = await slow.end()
      assert.deepEqual([response.status, response.headers.getSetCookie()], [409, []])
      assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
    })
  }

  test('goes on without it, and a rotation that also clears is 409, though it saw nothing to clear', async () => {
    const site = createSite()
    const ann = site.visitor()
    await ann.visit((session) => session.set('a', 1))
    await ann.visit((session) => session.delete('a'))
    const slow = await site.visitor(ann.cookie).begin()
    await ann.visit((session) => (session.regenerate(), session.set('b', 1)))
    slow.session.clear()
    slow.session.rotate()
    assert.equal((await slow.end()).status, 409)
    assert.deepEqual(await ann.read(all), [undefined, { b: 1 }])
  })

  test("is 409 with onGone 'ignore' too", async () => {
    const { ann, slow } = await slowRequest({ onGone: 'ignore' })
    await ann.visit((session) => session.regenerate())
    write(slow.session)
    assert.equal((await slow.end()).status, 409)
  })
})

describe('two logins at once', () => {
  for (const first of ['a stranger without a cookie', 'a stranger with a session']) {
    test(`both stand, of ${first}`, async () => {
      const site = createSite()
      const visitor = site.visitor()
      if (first.endsWith('session')) await visitor.visit((s) => s.set('cart', [1]))
      const one = await visitor.begin()
      const two = await visitor.begin()
      one.session.login('ann')
      two.session.login('ann')
      const responses = [await one.end(), await two.end()]
      for (const response of responses) {
        assert.equal(response.status, 200)
        const cookie = lineOf(response)?.slice(15).split(';')[0]
        assert.equal(await site.visitor(cookie).read((s) => s.user), 'ann')
      }
      assert.equal(await visitor.read((s) => s.user), 'ann')
    })
  }
})

describe('a login over another user', () => {
  for (const load of ['eager', 'lazy'] as const) {
    test(`clears everything first (${load})`, async () => {
      const site = createSite({ load })
      const visitor = site.visitor()
      await visitor.visit((s) => (s.login('ann'), s.set('a', 1)))
      const slow = await site.visitor(visitor.cookie).begin()
      await visitor.visit((s) => (s.set('b', 'of ann'), s.login('bob'), s.set('c', 'of bob')))
      const found: unknown[] = []
      await visitor.visit(async (s) => (await s.load(), found.push(all(s))))
      assert.deepEqual(found, [['bob', { c: 'of bob' }]])
      write(slow.session)
      assert.equal((await slow.end()).status, 409)
    })

    test(`keeps what a stranger gathered, and the user's own (${load})`, async () => {
      const visitor = createSite({ load }).visitor()
      await visitor.visit((s) => s.set('cart', [1]))
      await visitor.visit((s) => (s.set('b', 1), s.login('ann')))
      await visitor.visit((s) => s.login('ann'))
      const found: unknown[] = []
      await visitor.visit(async (s) => (await s.load(), found.push(all(s))))
      assert.deepEqual(found, [['ann', { cart: [1], b: 1 }]])
    })
  }

  test('begins both timeouts anew', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit(write)
    for (let half = 1; half < 48; half++) {
      site.clock.advance(15 * 60)
      await visitor.visit((s) => s.get('late'))
    }
    const at = site.clock.now()
    await visitor.visit((s) => s.login('ann'))
    site.clock.advance(20 * 60)
    const found = await visitor.read((s) => [s.user, s.createdAt, s.authAge, s.expiresAt])
    assert.deepEqual(found, ['ann', at, 20 * 60, at + 30 * 60_000])
    await visitor.visit((s) => s.set('late', 2))
    const [listed] = await site.sessions.listByUser('ann')
    assert.equal(listed?.createdAt, at)
  })
})

describe('a response that carries the word of an app mounted inside', () => {
  test('keeps its token, and drops what the outer session wrote', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const outer = await visitor.begin()
    const inner = await visitor.begin()
    inner.session.login('ann')
    write(outer.session)
    const response = await outer.end(await inner.end())
    assert.equal(response.headers.getSetCookie().length, 1)
    assert.equal(await visitor.read((s) => s.user), 'ann')
    assert.deepEqual(typesOf(site.events), ['created', 'changes-dropped'])
  })
})

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
  load: 'eager' | 'lazy' = 'eager',
): Promise<{ site: Site; ann: Visitor; old: Visitor }> {
  const site = createSite({ load })
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  site.events.length = 0
  return { site, ann, old: site.visitor(ann.cookie) }
}

const loaded = async (visitor: Visitor): Promise<unknown> => {
  const found: unknown[] = []
  await visitor.visit(async (s) => (await s.load(), found.push(all(s))), SCRIPT)
  return found[0]
}
const loadUser = async (s: Session): Promise<unknown> => (await s.load(), s.user)
const rotate = (session: Session): void => session.rotate()
const ANN = ['ann', { a: 1 }]
const NOBODY = [undefined, {}]

describe('regenerate', () => {
  for (const load of ['eager', 'lazy'] as const) {
    test(`gives a new token at once, and none of before opens (${load})`, async () => {
      const { ann, old } = await annAtWork(load)
      const response = await ann.visit((s) => s.regenerate(), SCRIPT)
      assert.notEqual(cookieOf(response), old.cookie)
      assert.deepEqual([await loaded(ann), await loaded(old)], [ANN, NOBODY])
    })
  }

  test('keeps all, none, or some', async () => {
    for (const [keep, expected] of [
      [true, { a: 1, b: 2 }],
      [false, {}],
      [['b'], { b: 2 }],
    ] as const) {
      const { ann } = await annAtWork()
      await ann.visit((s) => (s.set('b', 2), s.regenerate({ keep })))
      assert.deepEqual(await ann.read(all), ['ann', expected])
    }
  })

  test('tells the new id and the old one', async () => {
    const { site, ann } = await annAtWork()
    await ann.visit((s) => (s.regenerate(), s.id))
    await ann.visit((s) => s.logout())
    const [event, end] = site.events
    assert.equal(event?.type, 'regenerated')
    assert.equal(end?.type, 'destroyed')
    assert.equal(end.session, event.session)
    assert.notEqual(event.previous, event.session)
  })

  test('works from a token in its grace', async () => {
    const { ann, old } = await annAtWork()
    await ann.visit(rotate)
    await old.visit((s) => (s.regenerate(), s.set('b', 2)))
    assert.deepEqual(await old.read(all), ['ann', { a: 1, b: 2 }])
    assert.deepEqual(await ann.read(all), NOBODY)
  })

  test('commits as destroy at a status of 500', async () => {
    for (const act of [(s: Session) => s.regenerate(), (s: Session) => s.login('bob')]) {
      const { site, ann, old } = await annAtWork()
      const { session, end } = await ann.begin()
      act(session)
      const contributed: unknown[] = []
      await end(new Response('', { status: 500 }), {
        contribute: ({ user }) => {
          contributed.push(user)
          return { setCookie: [], vary: false, cacheControl: undefined }
        },
      })
      assert.deepEqual([ann.cookie, await old.read(all), contributed], ['', NOBODY, [undefined]])
      assert.deepEqual(typesOf(site.events), ['changes-dropped', 'destroyed', 'gone'])
    }
  })
})

describe('rotate', () => {
  for (const load of ['eager', 'lazy'] as const) {
    test(`gives a new token, and the old one is good for 30 seconds (${load})`, async () => {
      const { site, ann, old } = await annAtWork(load)
      const { cookie } = old
      await ann.visit(rotate, SCRIPT)
      assert.notEqual(ann.cookie, cookie)
      site.clock.advance(29.999)
      assert.deepEqual(await loaded(site.visitor(cookie)), ANN)
      site.clock.advance(0.001)
      assert.deepEqual(await loaded(site.visitor(cookie)), NOBODY)
      assert.deepEqual(await loaded(ann), ANN)
    })

    test(`gives the current token to whoever comes by the old one and touches (${load})`, async () => {
      const { site, ann, old } = await annAtWork(load)
      await ann.visit(rotate)
      site.clock.advance(29)
      assert.equal(lineOf(await old.visit(() => {}, SCRIPT)), undefined)
      assert.equal(cookieOf(await old.visit(loadUser, SCRIPT)), ann.cookie)
    })

    test(`gives the current token to whoever writes by the old one (${load})`, async () => {
      const { ann, old } = await annAtWork(load)
      await ann.visit(rotate)
      assert.equal(cookieOf(await old.visit((s) => s.set('b', 2), SCRIPT)), ann.cookie)
      assert.deepEqual(await loaded(ann), ['ann', { a: 1, b: 2 }])
    })

    test(`makes one generation in 20 parallel requests, and all get it (${load})`, async () => {
      const { site, ann, old } = await annAtWork(load)
      const visits = await Promise.all(
        Array.from({ length: 20 }, () => site.visitor(old.cookie).begin(SCRIPT)),
      )
      visits.forEach(({ session }, n) => (session.rotate(), session.set(`k${n}`, n)))
      const cookies = new Set((await Promise.all(visits.map(({ end }) => end()))).map(cookieOf))
      assert.equal(cookies.size, 1)
      ann.cookie = [...cookies].join()
      assert.notEqual(ann.cookie, old.cookie)
      const [, data] = (await loaded(ann)) as [string, object]
      assert.equal(Object.keys(data).length, 21)
    })
  }

  test('gives the write that began before it the current token', async () => {
    const { site, ann, old } = await annAtWork()
    const slow = await site.visitor(old.cookie).begin(SCRIPT)
    await ann.visit(rotate)
    slow.session.set('b', 2)
    const response = await slow.end()
    assert.deepEqual([response.status, cookieOf(response)], [200, ann.cookie])
    site.clock.advance(31)
    assert.deepEqual(await site.visitor(cookieOf(response)).read(all), ['ann', { a: 1, b: 2 }])
  })

  test('does not rotate again from a token in its grace', async () => {
    const { site, ann, old } = await annAtWork()
    await ann.visit(rotate)
    assert.equal(cookieOf(await old.visit(rotate)), ann.cookie)
    site.clock.advance(31)
    assert.deepEqual(await ann.read(all), ANN)
  })

  test('loses no login where its response is lost, and the old token comes 29 seconds later', async () => {
    const { site, ann, old } = await annAtWork()
    const lost = await ann.begin()
    lost.session.rotate()
    await site.sessions.commit(lost.session, new Response())
    site.clock.advance(29)
    assert.deepEqual(await old.read(all), ANN)
    site.clock.advance(60)
    assert.deepEqual(await old.read(all), ANN)
  })

  test('is a logout for both tokens, by either', async () => {
    for (const by of ['old', 'ann'] as const) {
      const visitors = await annAtWork()
      const { ann, old } = visitors
      await ann.visit(rotate)
      const copy = visitors.site.visitor(ann.cookie)
      await visitors[by].visit((s) => s.logout())
      assert.deepEqual(await copy.read(all), NOBODY)
      assert.deepEqual(await old.read(all), NOBODY)
    }
  })

  test('behind a logout that another request made in between ends nothing again', async () => {
    const { ann, site, old } = await annAtWork()
    const slow = await site.visitor(old.cookie).begin()
    await ann.visit((s) => s.logout())
    slow.session.rotate()
    const response = await slow.end()
    assert.deepEqual([response.status, lineOf(response)], [200, undefined])
    assert.deepEqual(await old.read(all), NOBODY)
  })
})

describe('the end of a session', () => {
  for (const load of ['eager', 'lazy'] as const) {
    for (const [what, act] of [
      ['logout', (s) => s.logout()],
      ['destroy', (s) => s.destroy()],
      ['destroy, twice', (s) => (s.destroy(), s.destroy())],
      ['logout and a save', async (s) => (s.logout(), s.save())],
      ['destroy and a save', async (s) => (s.destroy(), s.save())],
    ] satisfies [string, (session: Session) => unknown][]) {
      test(`removes the record and the cookie: ${what} (${load})`, async () => {
        const { site, ann, old } = await annAtWork(load)
        const response = await ann.visit(act, SCRIPT)
        assert.match(lineOf(response) ?? '', /^__Host-session=; .*Max-Age=0/)
        assert.deepEqual(await loaded(old), NOBODY)
        assert.deepEqual(await site.sessions.listByUser('ann'), [])
        assert.equal(typesOf(site.events).filter((type) => type === 'destroyed').length, 1)
      })

      for (const status of [500, 503]) {
        test(`is kept at a status of ${status}: ${what} (${load})`, async () => {
          const { ann, old } = await annAtWork(load)
          const { session, end } = await ann.begin()
          await act(session)
          if (!what.startsWith('destroy')) session.set('b', 2)
          await end(new Response('', { status }))
          assert.deepEqual([ann.cookie, await loaded(old)], ['', NOBODY])
        })
      }

      test(`is kept when the handler throws: ${what} (${load})`, async () => {
        const { site, old } = await annAtWork(load)
        const app = site.sessions.middleware(async (_request, session) => {
          await act(session)
          throw new Error('broken')
        })
        const headers = { cookie: `__Host-session=${old.cookie}` }
        await assert.rejects(
          async () => app(new Request('https://example.test/', { headers })),
          /broken/,
        )
        assert.deepEqual(await loaded(old), NOBODY)
      })
    }

    test(`lets the request go on with a session of its own (${load})`, async () => {
      const { ann, old } = await annAtWork(load)
      await ann.visit((s) => (s.logout(), s.set('b', 2)), SCRIPT)
      assert.deepEqual([await loaded(ann), await loaded(old)], [[undefined, { b: 2 }], NOBODY])
      await ann.visit(async (s) => (s.logout(), await s.load(), s.login('bob'), s.set('c', 3)))
      assert.deepEqual(await loaded(ann), ['bob', { c: 3 }])
    })
  }

  test('keeps the token where the store does not answer, to try again with', async () => {
    for (const status of [200, 500]) {
      const { site, ann, old } = await annAtWork()
      const { session, end } = await ann.begin()
      session.logout()
      site.fail('refuse', 'destroy')
      const response = await end(new Response('', { status }))
      assert.deepEqual([response.status, lineOf(response)], [status === 200 ? 503 : 500, undefined])
      assert.deepEqual(typesOf(site.events), ['unavailable'])
      site.fail(undefined)
      await ann.visit((s) => s.logout())
      assert.deepEqual([ann.cookie, await old.read(all)], ['', NOBODY])
    }
  })

  test('deletes former cookies with it, before the own line', async () => {
    const replaces = [{ path: '/app', name: 'sid' }]
    const visitor = createSite({ cookie: { replaces } }).visitor()
    const acts = [(s: Session) => s.login('ann'), rotate, (s: Session) => s.logout()]
    for (const act of acts) {
      const names = (await visitor.visit(act)).headers
        .getSetCookie()
        .map((line) => line.split('=')[0])
      assert.deepEqual(names, ['sid', '__Host-session'])
    }
  })

  test('drops writes and touches at a status of 500, and keeps the session', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * 60)
    site.calls()
    const { session, end } = await ann.begin()
    session.set('b', 2)
    const response = await end(new Response('', { status: 500 }))
    assert.deepEqual([lineOf(response), site.calls()], [undefined, { read: 1 }])
    assert.deepEqual(typesOf(site.events), ['changes-dropped'])
    site.clock.advance(10 * 60)
    assert.deepEqual(await ann.read(all), NOBODY)
  })
})

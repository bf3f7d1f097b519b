import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions, type Session } from '../../index.ts'
import { SECRET } from '../browser.test.ts'
import { all, createSite, lineOf, SCRIPT } from './site.test.ts'

describe('save()', () => {
  const acts: [what: string, act: (session: Session) => unknown, after: unknown][] = [
    ['a write', (s) => s.set('a', 1), [undefined, { a: 1 }]],
    ['a login', (s) => s.login('ann'), ['ann', {}]],
    ['a login and a write', (s) => (s.login('ann'), s.set('a', 1)), ['ann', { a: 1 }]],
  ]
  for (const [what, act, after] of acts) {
    test(`writes before the response, which sends the token: ${what}`, async () => {
      const visitor = createSite().visitor()
      const response = await visitor.visit(async (s) => (act(s), await s.save()), SCRIPT)
      assert.notEqual(lineOf(response), undefined)
      assert.deepEqual(await visitor.read(all), after)
    })
  }

  test('sends the token of a login that a stranger with a session made', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => s.set('a', 1))
    const { cookie } = visitor
    await visitor.visit(async (s) => (s.login('ann'), await s.save()), SCRIPT)
    assert.notEqual(visitor.cookie, cookie)
    assert.deepEqual(await visitor.read(all), ['ann', { a: 1 }])
  })

  test('of a session that is there is seen by others at once', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((s) => s.set('a', 1))
    const { session, end } = await visitor.begin()
    session.set('a', 2)
    await session.save()
    assert.equal(await site.visitor(visitor.cookie).read((s) => s.get('a')), 2)
    assert.equal(lineOf(await end()), undefined)
  })

  test('lets the request go on, and write what changed since', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const cart = { items: [1] }
    const { session, end } = await visitor.begin()
    session.set('cart', cart)
    session.set('b', 1)
    const held = session.get('cart') as typeof cart
    await session.save()
    site.calls()
    held.items.push(2)
    session.set('c', 3)
    await end()
    assert.deepEqual(site.calls(), { apply: 1 })
    assert.deepEqual(await visitor.read((s) => s.toObject()), {
      cart: { items: [1, 2] },
      b: 1,
      c: 3,
    })
  })

  test('without anything to write is no call, nor is the commit behind it', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit(async (s) => (s.set('a', 1), await s.save(), await s.save()))
    assert.deepEqual(site.calls(), { create: 1 })
    await visitor.visit(async (s) => (s.get('a'), await s.save()))
    assert.deepEqual(site.calls(), { read: 1 })
  })

  test('keeps the id', async () => {
    const visitor = createSite().visitor()
    const ids: string[] = []
    await visitor.visit(async (s) => {
      s.login('ann')
      ids.push(s.id)
      await s.save()
      ids.push(s.id)
    })
    assert.deepEqual(new Set(ids), new Set([await visitor.read((s) => s.id)]))
  })

  test('is seen at a status of 500: its token is sent', async () => {
    const visitor = createSite().visitor()
    const { session, end } = await visitor.begin()
    session.login('ann')
    await session.save()
    session.set('dropped', 1)
    await end(new Response('', { status: 500 }))
    assert.deepEqual(await visitor.read(all), ['ann', {}])
  })

  test('lets nobody write meanwhile, who would be forgotten', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const { session, end } = await visitor.begin()
    session.set('a', 1)
    site.fail({ slow: 5 }, 'create')
    const saved = session.save()
    assert.throws(() => session.set('b', 2), /^SessionSealed: /)
    await assert.rejects(session.save(), /^SessionSealed: /)
    await saved
    session.set('b', 2)
    await end()
    assert.deepEqual(await visitor.read(all), [undefined, { a: 1, b: 2 }])
  })

  test('that nobody waited for is waited for by the commit', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const { session, end } = await visitor.begin()
    session.set('a', 1)
    site.fail({ slow: 5 }, 'create')
    const saved = session.save()
    await end()
    await saved
    assert.deepEqual(site.calls(), { create: 1 })
    assert.deepEqual(await visitor.read(all), [undefined, { a: 1 }])
  })

  test('that failed may be tried again, or is tried by the commit', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const { session, end } = await visitor.begin()
    session.set('a', 1)
    site.fail('refuse')
    await assert.rejects(session.save(), /^SessionUnavailable: /)
    site.fail(undefined)
    assert.equal((await end()).status, 200)
    assert.deepEqual(await visitor.read(all), [undefined, { a: 1 }])
  })

  test('throws the mistakes of the app as they are', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => s.set('list', [1]))
    const { session, end } = await visitor.begin()
    const list = session.get('list') as unknown[]
    list.push(1n)
    await assert.rejects(session.save(), /^TypeError: list\[1\] is a bigint/)
    await assert.rejects(end(), /^TypeError: list\[1\] is a bigint/)
    assert.equal((await end(new Response('', { status: 500 }))).status, 500)
  })

  test('is refused after the commit, and so is every write during it', async () => {
    const site = createSite()
    const { session, end } = await site.visitor().begin()
    session.set('a', 1)
    site.fail({ slow: 5 })
    const ended = end()
    await Promise.resolve()
    assert.throws(() => session.set('b', 2), /^SessionSealed: /)
    await ended
    await assert.rejects(session.save(), /^SessionSealed: /)
  })

  test('works in a stream for a session of its own', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((s) => s.login('ann'))
    const request = new Request('https://example.test/', {
      headers: { cookie: `__Host-session=${visitor.cookie}` },
    })
    const app = site.sessions.middleware(() => {
      const body = new ReadableStream({
        async pull(controller) {
          const session = await site.sessions.open(request)
          session.set('sent', 1)
          await session.save()
          controller.close()
        },
      })
      return new Response(body)
    })
    await (await app(request)).text()
    assert.deepEqual(await visitor.read(all), ['ann', { sent: 1 }])
  })

  test('without a store writes nothing', async () => {
    const sessions = createSessions({ secrets: [SECRET] })
    const session = await sessions.open(new Request('https://example.test/'))
    session.set('a', 1)
    await session.save()
    const response = await sessions.commit(session, new Response())
    assert.equal(response.headers.getSetCookie().length, 1)
  })
})

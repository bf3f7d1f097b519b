import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session, SessionOptions } from '../../index.ts'
import { all, createSite, lineOf, SCRIPT, typesOf, type Site, type Visitor } from './site.test.ts'

const MINUTE = 60
const DAY = 86_400
const remember = { idle: '30d', absolute: '90d' } as const
const read = (session: Session): unknown => session.get('a')

async function annAtWork(
  options: Partial<SessionOptions> = {},
): Promise<{ site: Site; ann: Visitor }> {
  const site = createSite(options)
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  site.calls()
  site.events.length = 0
  return { site, ann }
}

describe('the clock', () => {
  test('may give fractions, which no store is asked to keep', async () => {
    const site = createSite({ now: () => performance.timeOrigin + performance.now() })
    const ann = site.visitor()
    await ann.visit((session) => session.login('ann'))
    assert.equal((await ann.visit((session) => session.rotate())).status, 200)
    const [record] = (await site.store.listByUser?.('ann', Date.now())) ?? []
    for (const time of [record?.createdAt, record?.touchedAt, record?.idleExpiresAt])
      assert.ok(Number.isInteger(time))
  })
})

describe('activity', () => {
  test('is written down when half of the idle window is used, by whoever reads', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(15 * MINUTE - 1)
    await ann.visit(read)
    assert.deepEqual(site.calls(), { read: 1 })
    site.clock.advance(1)
    await ann.visit(read, SCRIPT)
    assert.deepEqual(site.calls(), { read: 1, apply: 1 })
    await ann.visit(read)
    assert.deepEqual(site.calls(), { read: 1 })
    site.clock.advance(29 * MINUTE)
    assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
  })

  test('is not a request that does not touch the session', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * MINUTE)
    await ann.visit(() => {})
    assert.deepEqual(site.calls(), { read: 1 })
    site.clock.advance(10 * MINUTE)
    assert.deepEqual(await ann.read(all), [undefined, {}])
  })

  test('is not a poll that says touch(false), even when it writes', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * MINUTE)
    await ann.visit((s) => (read(s), s.touch(false)))
    assert.deepEqual(site.calls(), { read: 1 })
    await ann.visit((s) => (s.set('a', 2), s.touch(false)))
    assert.deepEqual(site.calls(), { read: 1, apply: 1 })
    site.clock.advance(10 * MINUTE)
    assert.deepEqual(await ann.read(all), [undefined, {}])
  })

  test('is a write, without a call of its own', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * MINUTE)
    await ann.visit((s) => s.set('a', 2))
    assert.deepEqual(site.calls(), { read: 1, apply: 1 })
    site.clock.advance(29 * MINUTE)
    assert.deepEqual(await ann.read(all), ['ann', { a: 2 }])
  })

  test('does not go beyond the absolute timeout', async () => {
    const { site, ann } = await annAtWork()
    for (let half = 1; half < 48; half++) {
      site.clock.advance(15 * MINUTE)
      assert.deepEqual(await ann.read(read), 1)
    }
    site.clock.advance(15 * MINUTE)
    assert.deepEqual(await ann.read(all), [undefined, {}])
  })

  test('sets no cookie', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * MINUTE)
    assert.equal(lineOf(await ann.visit(read)), undefined)
  })

  test('is written behind the response where the runtime waits for it', async () => {
    const { site, ann } = await annAtWork()
    site.clock.advance(20 * MINUTE)
    site.fail({ slow: 50 }, 'apply')
    const { session, end } = await ann.begin()
    read(session)
    const waited: Promise<unknown>[] = []
    const begun = performance.now()
    await end(new Response(), { waitUntil: (work) => void waited.push(work) })
    assert.ok(performance.now() - begun < 40, 'the response waited')
    await Promise.all(waited)
    assert.equal(waited.length, 1)
    site.clock.advance(20 * MINUTE)
    assert.deepEqual(await ann.read(read), 1)
  })

  test('that cannot be written costs an event, and no answer', async () => {
    for (const waitUntil of [undefined, (): void => {}]) {
      const { site, ann } = await annAtWork()
      site.clock.advance(20 * MINUTE)
      site.fail('refuse', 'apply')
      const { session, end } = await ann.begin()
      read(session)
      assert.equal((await end(new Response(), { waitUntil })).status, 200)
      await new Promise(setImmediate)
      assert.deepEqual(typesOf(site.events), ['unavailable'])
    }
  })

  test('brings no session back that was ended meanwhile', async () => {
    const { site, ann } = await annAtWork()
    const copy = site.visitor(ann.cookie)
    site.clock.advance(20 * MINUTE)
    const slow = await copy.begin()
    read(slow.session)
    await ann.visit((s) => s.logout())
    assert.equal((await slow.end()).status, 200)
    assert.deepEqual(await copy.read(all), [undefined, {}])
  })

  test('is told by lastSeenAt and expiresAt', async () => {
    const { site, ann } = await annAtWork()
    const begun = site.clock.now()
    site.clock.advance(10 * MINUTE)
    assert.deepEqual(await ann.read((s) => [s.lastSeenAt, s.expiresAt]), [
      begun,
      begun + 30 * MINUTE * 1000,
    ])
  })
})

const stay = (session: Session): void => {
  session.login('ann')
  session.remember = true
}
const maxAge = (response: Response): number =>
  Number(/Max-Age=(\d+)/.exec(lineOf(response) ?? '')?.[1])

describe('a remembered session', () => {
  for (const load of ['eager', 'lazy'] as const) {
    test(`outlives the browser, for the longer limits (${load})`, async () => {
      const site = createSite({ remember, load })
      const ann = site.visitor()
      await ann.visit((s) => s.set('cart', [1]))
      assert.equal(maxAge(await ann.visit(stay)), 90 * DAY)
      site.clock.advance(29 * DAY)
      await ann.visit((s) => s.set('b', 2))
      site.clock.advance(29 * DAY)
      const found: unknown[] = []
      await ann.visit(async (s) => (await s.load(), found.push([...(all(s) as []), s.remember])))
      assert.deepEqual(found, [['ann', { cart: [1], b: 2 }, true]])
    })

    test(`ends with the browser once it is not remembered any more (${load})`, async () => {
      const site = createSite({ remember, load })
      const ann = site.visitor()
      await ann.visit(stay)
      const response = await ann.visit((s) => {
        s.remember = false
      }, SCRIPT)
      assert.match(lineOf(response) ?? '', /SameSite=Lax$/)
      site.clock.advance(31 * MINUTE)
      const found: unknown[] = []
      await ann.visit(async (s) => (await s.load(), found.push(all(s))))
      assert.deepEqual(found, [[undefined, {}]])
    })
  }

  test('is remembered by a poll too', async () => {
    const site = createSite({ remember })
    const ann = site.visitor()
    await ann.visit((s) => s.login('ann'))
    await ann.visit((s) => {
      s.remember = true
      s.touch(false)
    }, SCRIPT)
    site.clock.advance(DAY)
    assert.deepEqual(await ann.read((s) => [s.user, s.remember]), ['ann', true])
  })

  test('writes activity down when half of its own idle window is used', async () => {
    const site = createSite({ remember })
    const ann = site.visitor()
    await ann.visit(stay)
    site.calls()
    site.clock.advance(14 * DAY)
    await ann.visit((s) => s.user)
    assert.deepEqual(site.calls(), { read: 1 })
    site.clock.advance(2 * DAY)
    await ann.visit((s) => s.user)
    assert.deepEqual(site.calls(), { read: 1, apply: 1 })
  })

  test('gets its cookie again on a page, when half of Max-Age is used', async () => {
    const site = createSite({ remember })
    const ann = site.visitor()
    await ann.visit(stay)
    for (const day of [22, 44]) {
      site.clock.advance(22 * DAY)
      assert.equal(lineOf(await ann.visit((s) => s.user)), undefined, `day ${day}`)
    }
    site.clock.advance(2 * DAY)
    assert.equal(lineOf(await ann.visit((s) => s.user, SCRIPT)), undefined)
    assert.equal(maxAge(await ann.visit((s) => s.user)), 44 * DAY)
    assert.equal(maxAge(await ann.visit((s) => s.set('a', 1), SCRIPT)), 44 * DAY)
  })

  test("is not the next user's", async () => {
    const site = createSite({ remember })
    const ann = site.visitor()
    await ann.visit(stay)
    assert.match(lineOf(await ann.visit((s) => s.login('bob'))) ?? '', /SameSite=Lax$/)
    assert.deepEqual(await ann.read((s) => [s.user, s.remember]), ['bob', false])
    site.clock.advance(31 * MINUTE)
    assert.deepEqual(await ann.read(all), [undefined, {}])
  })

  test('rotates and regenerates with its Max-Age', async () => {
    for (const load of ['eager', 'lazy'] as const) {
      const site = createSite({ remember, load })
      const ann = site.visitor()
      await ann.visit(stay)
      site.clock.advance(DAY)
      for (const act of [(s: Session) => s.rotate(), (s: Session) => s.regenerate()]) {
        assert.equal(maxAge(await ann.visit(act)), 89 * DAY)
      }
    }
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createMemoryStore,
  SessionUnavailable,
  type Session,
  type SessionStore,
} from '../../index.ts'
import type { Fault } from '../store/faulty-store.ts'
import { all, createSite, SCRIPT, typesOf, type Site, type Visitor } from './site.test.ts'

async function annAtWork(
  options: Parameters<typeof createSite>[0] = {},
  store: SessionStore = createMemoryStore(),
): Promise<{ site: Site; ann: Visitor }> {
  const site = createSite(options, { store })
  const ann = site.visitor()
  await ann.visit((session) => (session.login('ann'), session.set('a', 1)))
  site.events.length = 0
  return { site, ann }
}

/** The answer of the middleware, as a browser would get it. */
async function answer(
  site: Site,
  visitor: Visitor,
  act: (session: Session) => unknown,
): Promise<Response> {
  const app = site.sessions.middleware(async (_request, session) => {
    await act(session)
    return new Response('done')
  })
  const headers = { cookie: `__Host-session=${visitor.cookie}` }
  return app(new Request('https://example.test/', { method: 'POST', headers }))
}

function assertUnavailable(response: Response): void {
  const { status, headers } = response
  assert.deepEqual([status, headers.get('retry-after'), headers.getSetCookie()], [503, '1', []])
  assert.equal(headers.get('cache-control'), 'no-store')
}

describe('a record that cannot be read', () => {
  for (const fault of [
    'refuse',
    'truncated-record',
    'older-schema',
    'newer-schema',
  ] satisfies Fault[]) {
    test(`is 503 with Retry-After wherever it is touched: ${fault}`, async () => {
      const acts: ((session: Session) => unknown)[] = [
        all,
        (s) => s.set('a', 2),
        (s) => s.login('bob'),
        (s) => s.logout(),
        (s) => s.regenerate(),
        (s) => s.save(),
      ]
      for (const act of acts) {
        const { site, ann } = await annAtWork()
        site.fail(fault, 'read')
        assertUnavailable(await answer(site, ann, act))
        assert.deepEqual(typesOf(site.events), ['unavailable'])
        site.fail(undefined)
        assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
      }
    })

    test(`is no matter to a handler that does not touch it: ${fault}`, async () => {
      const { site, ann } = await annAtWork()
      site.fail(fault, 'read')
      const response = await answer(site, ann, () => {})
      assert.deepEqual([response.status, await response.text()], [200, 'done'])
      assert.deepEqual(
        ['set-cookie', 'vary', 'cache-control'].map((name) => response.headers.get(name)),
        [null, null, null],
      )
    })
  }

  test('is no matter to others, however often its visitor comes', async () => {
    const store = createMemoryStore()
    const { site, ann } = await annAtWork({}, store)
    const bob = site.visitor()
    await bob.visit((s) => s.login('bob'))
    const read = store.read.bind(store)
    const newer = async (id: string, now: number): Promise<object | null> => {
      const record = await read(id, now)
      return record?.user === 'ann' ? { ...record, operations: undefined } : record
    }
    Object.assign(store, { read: newer })
    for (let count = 0; count < 4; count++) assertUnavailable(await answer(site, ann, all))
    assert.equal(await bob.read((s) => s.user), 'bob')
  })

  test('throws SessionUnavailable, whose cause is the store’s own error', async () => {
    const { site, ann } = await annAtWork()
    site.fail('refuse', 'read')
    const { session } = await ann.begin()
    assert.throws(
      () => session.user,
      (error) => {
        assert.ok(error instanceof SessionUnavailable)
        return /as planned/.test(String(error.cause))
      },
    )
    const [event] = site.events
    assert.ok(event?.type === 'unavailable' && /as planned/.test(String(event.error)))
  })

  test('is not shown in an event, when its text is cut', async () => {
    const store = createMemoryStore()
    const { site, ann } = await annAtWork({}, store)
    await ann.visit((s) => s.set('secret', 'hunter2'))
    const read = store.read.bind(store)
    Object.assign(store, {
      read: async (id: string, now: number) => {
        const record = await read(id, now)
        return record && { ...record, data: { ...record.data, secret: '"hunter2' } }
      },
    })
    assertUnavailable(await answer(site, ann, all))
    const [event] = site.events
    assert.ok(event?.type === 'unavailable' && event.error instanceof Error)
    assert.doesNotMatch(`${event.error.stack} ${String(event.error.cause)}`, /hunter/)
  })

  test('of another session is never opened', async () => {
    const { site, ann } = await annAtWork()
    await site.visitor().visit((s) => (s.login('bob'), s.set('b', 'of bob')))
    for (const load of ['eager', 'lazy'] as const) {
      const other = createSite({ load }, { store: withWrongRecord(site.store), clock: site.clock })
      const found: unknown[] = []
      await other.visitor(ann.cookie).visit(async (s) => (await s.load(), found.push(all(s))))
      assert.deepEqual(found, [[undefined, {}]])
    }
  })

  test('is no matter to a visitor without a cookie', async () => {
    const { site } = await annAtWork()
    site.fail('refuse', 'read')
    const visitor = site.visitor()
    assert.equal((await visitor.visit((s) => s.set('a', 1))).status, 200)
    assert.notEqual(visitor.cookie, '')
  })
})

describe('a commit that fails', () => {
  const writes: [
    what: string,
    act: (session: Session) => unknown,
    method: 'apply' | 'create' | 'destroy',
  ][] = [
    ['a write', (s) => s.set('a', 2), 'apply'],
    ['an update', (s) => s.update('n', () => 1), 'apply'],
    ['a login', (s) => s.login('bob'), 'apply'],
    ['a rotation', (s) => s.rotate(), 'apply'],
    ['a logout', (s) => s.logout(), 'destroy'],
    ['a new session', (s) => (s.logout(), s.set('b', 1)), 'create'],
  ]
  for (const [what, act, method] of writes) {
    test(`is 503 without Set-Cookie, and never 2xx: ${what}`, async () => {
      const { site, ann } = await annAtWork()
      site.fail('refuse', method)
      assertUnavailable(await answer(site, ann, act))
      assert.deepEqual(
        typesOf(site.events).filter((type) => type !== 'destroyed'),
        ['unavailable'],
      )
    })

    test(`is made again once, so that a broken connection costs nothing: ${what}`, async () => {
      if (method === 'create') return
      const { site, ann } = await annAtWork({}, failingOnce(method))
      const response = await ann.visit(act, SCRIPT)
      assert.equal(response.status, 200)
      assert.deepEqual(
        typesOf(site.events).filter((type) => type === 'unavailable'),
        [],
      )
    })
  }

  test('carries nothing of what an app contributes, and says so', async () => {
    const { site, ann } = await annAtWork()
    const { session, end } = await ann.begin()
    session.set('a', 2)
    site.fail('refuse', 'apply')
    const statuses: number[] = []
    const response = await end(new Response(), {
      contribute: ({ status }) => {
        statuses.push(status)
        return { setCookie: ['flash=1; Path=/'], vary: true, cacheControl: 'no-store' }
      },
    })
    assertUnavailable(response)
    assert.deepEqual(statuses, [503])
  })

  test('is that of a store that answers with nonsense', async () => {
    const status = 'applied'
    const halves = [{ status }, { status, generation: 'g' }, { status, generationAt: 1 }]
    for (const nonsense of [undefined, null, {}, { status: 'ok' }, ...halves]) {
      const store = createMemoryStore()
      const { site, ann } = await annAtWork({}, store)
      Object.assign(store, { apply: async () => nonsense, create: async () => nonsense })
      assertUnavailable(await answer(site, ann, (s) => s.set('a', 2)))
      assertUnavailable(await site.visitor().visit((s) => s.set('a', 2)))
    }
  })

  test('is not that of a failing update of the app, which is its own error', async () => {
    const { site, ann } = await annAtWork()
    await assert.rejects(
      answer(site, ann, (s) => s.set('a', undefined)),
      /^TypeError: a is undefined/,
    )
    assert.deepEqual(typesOf(site.events), [])
  })
})

describe('a list of nonsense', () => {
  for (const nonsense of [0, {}, [null], [{}], [{ id: 1 }]]) {
    test(`is SessionUnavailable, and costs no login: ${JSON.stringify(nonsense)}`, async () => {
      const store = Object.assign(createMemoryStore(), { listByUser: async () => nonsense })
      const { site, ann } = await annAtWork({ maxSessionsPerUser: 1, labelKey: 'a' }, store)
      assert.equal(await ann.read((s) => s.user), 'ann')
      await assert.rejects(site.sessions.listByUser('ann'), SessionUnavailable)
      await assert.rejects(site.sessions.destroyOne('ann', 'x'), SessionUnavailable)
    })
  }
})

describe('a store that throws where it should reject', () => {
  test('is unavailable', async () => {
    const store = createMemoryStore()
    const { site, ann } = await annAtWork({}, store)
    Object.assign(store, {
      read: () => {
        throw new Error('not even a promise')
      },
    })
    assertUnavailable(await answer(site, ann, all))
  })
})

function withWrongRecord(store: SessionStore): SessionStore {
  return {
    ...store,
    read: async (_id, now) => {
      const [summary] = (await store.listByUser?.('bob', now)) ?? []
      return summary === undefined ? null : store.read(summary.id, now)
    },
  }
}

/** A store whose first answer to this method is lost behind the write. */
function failingOnce(method: 'apply' | 'destroy'): SessionStore {
  const store = createMemoryStore()
  let isFirst = true
  const run = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
    const answered = await call
    if (!isFirst) return answered
    isFirst = false
    throw new Error('the connection broke')
  }
  return {
    ...store,
    ...(method === 'apply' && { apply: (id, change) => run(store.apply(id, change)) }),
    ...(method === 'destroy' && {
      destroy: (id, generation) => run(store.destroy(id, generation)),
    }),
  }
}

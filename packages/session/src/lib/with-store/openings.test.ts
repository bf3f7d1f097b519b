import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMemoryStore, type Session, type SessionStore } from '../../index.ts'
import { OTHER_SECRET, SECRET } from '../browser.test.ts'
import { all, cookieOf, createSite, lineOf, SCRIPT, typesOf, type Site } from './site.test.ts'

const writeA = (session: Session): void => session.set('a', 1)

const loadAll = async (session: Session): Promise<unknown> => (await session.load(), all(session))

/** The lookup and the generation in a signed cookie. */
function tokenOf(cookie: string): string[] {
  const text = Buffer.from(cookie.split('.')[3] ?? '', 'base64url').toString('latin1')
  return /^([\w-]{22})\.([\w-]{11})$/.exec(text)?.slice(1) ?? []
}

describe('a fresh session', () => {
  test('makes no record and no cookie before its first write', async () => {
    const store = createMemoryStore()
    const site = createSite({}, { store })
    for (const act of [() => {}, all, (s: Session) => s.rotate(), (s: Session) => s.logout()]) {
      const response = await site.visitor().visit(act)
      assert.equal(lineOf(response), undefined)
    }
    assert.deepEqual([store.size, site.events], [0, []])
  })

  test('is there for the next request, with a token and nothing else in its cookie', async () => {
    const site = createSite()
    const visitor = site.visitor()
    const response = await visitor.visit((s) => (s.set('secret', 'hunter2'), s.login('ann')))
    assert.match(lineOf(response) ?? '', /; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.doesNotMatch(Buffer.from(visitor.cookie, 'base64').toString('latin1'), /hunter2|ann/)
    assert.deepEqual(await visitor.read(all), ['ann', { secret: 'hunter2' }])
  })

  test('has a lookup of 128 random bits and a generation of 64', async () => {
    const visitor = createSite({ format: 'signed' }).visitor()
    await visitor.visit(writeA)
    const [lookup = '', generation = ''] = tokenOf(visitor.cookie)
    assert.equal(Buffer.from(lookup, 'base64url').length, 16)
    assert.equal(Buffer.from(generation, 'base64url').length, 8)
  })

  test('keeps its id from the request that made it', async () => {
    const visitor = createSite().visitor()
    const id = await visitor.read((session) => (writeA(session), session.id))
    assert.equal(await visitor.read((session) => session.id), id)
    const login = await visitor.read((session) => (session.login('ann'), session.id))
    assert.notEqual(login, id)
    assert.equal(await visitor.read((session) => session.id), login)
  })

  test('takes another id where the first two are taken', async () => {
    const taken = 2
    const site = createSite({}, { store: withCollisions(taken) })
    const visitor = site.visitor()
    assert.equal((await visitor.visit(writeA)).status, 200)
    assert.deepEqual(site.calls(), { create: 3 })
    assert.deepEqual(await visitor.read(all), [undefined, { a: 1 }])
  })

  test('is 503 where three ids are taken', async () => {
    const site = createSite({}, { store: withCollisions(3) })
    const response = await site.visitor().visit(writeA)
    assert.deepEqual([response.status, lineOf(response)], [503, undefined])
    assert.deepEqual([site.calls(), typesOf(site.events)], [{ create: 3 }, ['unavailable']])
  })

  for (const [what, spoil] of [
    ['of another key', async () => cookieMadeWith(OTHER_SECRET)],
    ['of no session that is there', async () => cookieMadeWith(SECRET)],
    ['cut short', async () => (await cookieMadeWith(SECRET)).slice(0, -1)],
  ] satisfies [string, () => Promise<string>][]) {
    test(`takes a new lookup for a token ${what}`, async () => {
      const site = createSite()
      const cookie = await spoil()
      const visitor = site.visitor(cookie)
      assert.deepEqual(await visitor.read(all), [undefined, {}])
      assert.equal(visitor.cookie, cookie, 'a read sets no cookie')
      await visitor.visit(writeA)
      assert.notEqual(tokenOf(visitor.cookie)[0], tokenOf(cookie)[0])
      assert.deepEqual(await visitor.read(all), [undefined, { a: 1 }])
    })
  }

  test('begins where the record has expired, under a new lookup', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((session) => session.login('ann'))
    const old = visitor.cookie
    site.clock.advance(30 * 60)
    assert.deepEqual(await visitor.read(all), [undefined, {}])
    assert.equal((await visitor.visit((session) => session.login('ann'))).status, 200)
    assert.notEqual(tokenOf(visitor.cookie)[0], tokenOf(old)[0])
    assert.deepEqual(await visitor.read(all), ['ann', {}])
    assert.deepEqual(typesOf(site.events), ['created', 'gone', 'gone', 'created'])
  })
})

describe('a live session', () => {
  for (const load of ['eager', 'lazy'] as const) {
    test(`lets requests that change other keys both win (${load})`, async () => {
      const site = createSite({ load })
      const visitor = site.visitor()
      await visitor.visit((s) => (s.set('kept', 0), s.set('removed', 0), s.set('both', 0)))
      const [one, two] = [await visitor.begin(), await visitor.begin()]
      one.session.set('one', 1)
      one.session.set('both', 1)
      one.session.delete('removed')
      two.session.set('two', 2)
      two.session.set('both', 2)
      await two.end()
      await one.end()
      const found: unknown[] = []
      await visitor.visit(async (s) => (await s.load(), found.push(s.toObject())))
      assert.deepEqual(found, [{ kept: 0, one: 1, two: 2, both: 1 }])
    })
  }

  test('writes an object that was changed in place, alone', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => (s.set('cart', { items: [1] }), s.set('b', 1)))
    const slow = await visitor.begin()
    await visitor.visit((session) => session.set('b', 2))
    Object.assign(slow.session.get('cart') as object, { items: [1, 2] })
    await slow.end()
    assert.deepEqual(await visitor.read((s) => s.toObject()), { cart: { items: [1, 2] }, b: 2 })
  })

  test('clear removes what other requests add meanwhile', async () => {
    const visitor = createSite().visitor()
    await visitor.visit((s) => (s.login('ann'), s.set('a', 1)))
    const slow = await visitor.begin()
    slow.session.clear()
    slow.session.set('c', 3)
    await visitor.visit((session) => session.set('b', 2))
    await slow.end()
    assert.deepEqual(await visitor.read(all), ['ann', { c: 3 }])
  })

  test('keeps keys with odd names', async () => {
    const visitor = createSite().visitor()
    const keys = ['__proto__', 'constructor', '', 'a.b', '0', 'say "hi"']
    await visitor.visit((s) => keys.forEach((key) => s.set(key, key)))
    await visitor.visit((s) => s.set('__proto__', 1))
    assert.deepEqual(await visitor.read((s) => keys.map((key) => s.get(key))), [
      1,
      ...keys.slice(1),
    ])
  })

  test('sends no cookie for a write, and private', async () => {
    const visitor = createSite().visitor()
    await visitor.visit(writeA)
    const { headers } = await visitor.visit((session) => session.set('a', 2))
    assert.deepEqual(
      [headers.getSetCookie(), headers.get('vary'), headers.get('cache-control')],
      [[], 'Cookie', 'private'],
    )
  })

  for (const load of ['eager', 'lazy'] as const) {
    test(`gives a token of an old key again by the first, on a page or with a write (${load})`, async () => {
      const store = createMemoryStore()
      const old = createSite({ secrets: [OTHER_SECRET] }, { store })
      const visitor = old.visitor()
      await visitor.visit(writeA)
      const secrets = [SECRET, OTHER_SECRET]
      const site = createSite({ secrets, load }, { store, clock: old.clock })
      const current = site.visitor(visitor.cookie)
      assert.equal(lineOf(await current.visit(loadAll, SCRIPT)), undefined)
      const written = await current.visit((session) => session.set('a', 2), SCRIPT)
      const paged = await site.visitor(visitor.cookie).visit(loadAll)
      for (const response of [written, paged]) {
        const line = cookieOf(response)
        assert.deepEqual(tokenOf(line), tokenOf(visitor.cookie))
        const alone = createSite({ secrets: [SECRET] }, { store, clock: old.clock })
        assert.deepEqual(await alone.visitor(line).read(all), [undefined, { a: 2 }])
      }
    })
  }

  test('is sealed with a store as without', async () => {
    const site = createSite({ format: 'sealed' })
    const visitor = site.visitor()
    await visitor.visit((session) => session.login('ann'))
    await visitor.visit(writeA)
    assert.deepEqual(await visitor.read(all), ['ann', { a: 1 }])
    assert.match(visitor.cookie, /^x1\./)
    assert.deepEqual(tokenOf(visitor.cookie), [])
    const signed = createSite({}, { store: site.store, clock: site.clock })
    assert.deepEqual(await signed.visitor(visitor.cookie).read(all), [undefined, {}])
  })

  test('forgets keys that a schema refuses in reading, and keeps them in the store', async () => {
    const site = createSite()
    const visitor = site.visitor()
    await visitor.visit((s) => (s.set('hidden', 1), s.set('b', 1)))
    const schema = { b: TEXT }
    const strict = createSite({ schema } as object, { store: site.store, clock: site.clock })
    const strictVisitor = strict.visitor(visitor.cookie)
    assert.deepEqual(await strictVisitor.read((s) => s.toObject()), {})
    await strictVisitor.visit((s) => s.set('b', 'text'))
    assert.deepEqual(await visitor.read((s) => s.toObject()), { hidden: 1, b: 'text' })
    assert.ok(typesOf(strict.events).includes('key-dropped'))
  })
})

describe('a superseded token', () => {
  test('reads nothing, and is told', async () => {
    const { site, planted } = await superseded()
    assert.deepEqual(await planted.read((s) => [all(s), s.isNew]), [[undefined, {}], true])
    assert.deepEqual(typesOf(site.events), ['superseded'])
  })

  for (const load of ['eager', 'lazy'] as const) {
    for (const [what, act] of [
      ['a write', (s) => s.set('evil', 1)],
      ['a write behind a login', (s) => (s.set('evil', 1), s.regenerate())],
      ['logout', (s) => s.logout()],
      ['destroy', (s) => s.destroy()],
    ] satisfies [string, (session: Session) => void][]) {
      test(`is 409 for ${what} within a minute, without Set-Cookie (${load})`, async () => {
        const { site, ann, planted, old } = await superseded(load)
        site.clock.advance(59)
        const response = await planted.visit(act)
        const isEnd = what === 'logout' || what === 'destroy'
        // A lazy session does not know that its token is superseded: its logout ends nothing.
        const status = isEnd && load === 'lazy' ? 200 : 409
        assert.deepEqual(
          [response.status, cookieOf(response), planted.cookie],
          [status, '', isEnd && load === 'lazy' ? '' : old],
        )
        assert.deepEqual(await readLoaded(ann), ['ann', { a: 1 }])
      })
    }

    test(`counts as none after a minute: a write begins a session (${load})`, async () => {
      const { site, ann, planted, old } = await superseded(load)
      site.clock.advance(60)
      assert.equal((await planted.visit((s) => s.set('b', 2))).status, 200)
      assert.notEqual(tokenOf(planted.cookie)[0], tokenOf(old)[0])
      assert.deepEqual(await readLoaded(planted), [undefined, { b: 2 }])
      assert.deepEqual(await readLoaded(ann), ['ann', { a: 1 }])
    })

    test(`never makes a login 409: it begins a session of its own (${load})`, async () => {
      const { site, ann, planted } = await superseded(load)
      const response = await planted.visit((s) => {
        s.set('before', 1)
        s.login('bob')
        s.set('after', 1)
      })
      assert.equal(response.status, 200)
      assert.deepEqual(await readLoaded(planted), ['bob', { after: 1 }])
      assert.deepEqual(await readLoaded(ann), ['ann', { a: 1 }])
      assert.ok(typesOf(site.events).includes('superseded'))
    })
  }

  test('may do what writes nothing', async () => {
    for (const act of [(s: Session) => s.rotate(), (s: Session) => s.touch()]) {
      const { planted } = await superseded()
      assert.equal((await planted.visit(act)).status, 200)
    }
  })

  test('ends nothing at a status of 500, nor the cookie', async () => {
    const { ann, planted, old } = await superseded()
    const { session, end } = await planted.begin()
    session.logout()
    await end(new Response('', { status: 500 }))
    assert.equal(planted.cookie, old)
    assert.deepEqual(await ann.read(all), ['ann', { a: 1 }])
  })
})

/** Ann logged in on a browser that held a token which somebody else knows. */
async function superseded(load: 'eager' | 'lazy' = 'eager') {
  const site = createSite({ load })
  const ann = site.visitor()
  await ann.visit(writeA)
  const old = ann.cookie
  await ann.visit((session) => session.login('ann'))
  site.events.length = 0
  return { site, ann, old, planted: site.visitor(old) }
}

async function readLoaded(visitor: ReturnType<Site['visitor']>): Promise<unknown> {
  const found: unknown[] = []
  await visitor.visit(async (session) => (await session.load(), found.push(all(session))))
  return found[0]
}

async function cookieMadeWith(secret: string): Promise<string> {
  const visitor = createSite({ secrets: [secret] }).visitor()
  await visitor.visit(writeA)
  return visitor.cookie
}

function withCollisions(count: number): SessionStore {
  const store = createMemoryStore()
  let left = count
  return {
    ...store,
    create: async (id, record) => (left-- > 0 ? 'exists' : store.create(id, record)),
  }
}

const validate = (value: unknown): object =>
  typeof value === 'string' ? { value } : { issues: [{ message: 'is no text' }] }
const TEXT = { '~standard': { version: 1, vendor: 'test', validate } }

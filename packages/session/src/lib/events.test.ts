import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { flask } from '../flask.ts'
import { createSessions, type Session, type SessionEvent } from '../index.ts'
import { createBrowser, OTHER_SECRET, type Browser } from './browser.test.ts'

type Any = Record<string, unknown>
const look = (session: Session): void => void session.user
const HASH = /^[\w-]{22}$/

/** The events of one visit. */
async function eventsOf(
  browser: Browser<Any>,
  act: (session: Session) => void,
  response?: Response,
): Promise<SessionEvent[]> {
  browser.events.length = 0
  await browser.visit(act, response === undefined ? {} : { response })
  return [...browser.events]
}

describe('the events', () => {
  test('of a whole life name the session by the same hash', async () => {
    const browser = createBrowser()
    const [created] = await eventsOf(browser, (session) => session.set('a', 1))
    assert.equal(created?.type, 'created')
    const [regenerated] = await eventsOf(browser, (session) => session.regenerate())
    assert.equal(regenerated?.type, 'regenerated')
    assert.equal(regenerated.previous, created.session)
    const [loggedIn] = await eventsOf(browser, (session) => session.login('ann'))
    assert.equal(loggedIn?.type, 'regenerated')
    assert.equal(loggedIn.previous, regenerated.session)
    const [destroyed, ...more] = await eventsOf(browser, (session) => session.logout())
    assert.deepEqual([destroyed, more], [{ type: 'destroyed', session: loggedIn.session }, []])
    const hashes = [created.session, regenerated.session, loggedIn.session]
    assert.equal(new Set(hashes).size, 3)
    for (const hash of hashes) assert.match(hash, HASH)
  })

  const quiet: [about: string, act: (session: Session) => void][] = [
    ['a request that does not touch the session', () => undefined],
    ['a read', (session) => void session.get('a')],
    ['a write to a session that is there', (session) => session.set('a', 2)],
    ['an equal write', (session) => session.set('a', 1)],
  ]
  for (const [about, act] of quiet) {
    test(`are none for ${about}`, async () => {
      const browser = createBrowser()
      await browser.visit((session) => session.set('a', 1))
      assert.deepEqual(await eventsOf(browser, act), [])
    })
  }

  test('are none for a stranger without a cookie', async () => {
    assert.deepEqual(await eventsOf(createBrowser(), (s) => void [s.user, s.toObject()]), [])
  })

  test('tell of a login and a first write as one beginning', async () => {
    const begun = await eventsOf(createBrowser(), (s) => (s.login('ann'), s.set('a', 1)))
    assert.deepEqual(
      begun.map(({ type }) => type),
      ['created'],
    )
  })

  test('tell of a session that became empty as its end', async () => {
    const browser = createBrowser()
    const [created] = await eventsOf(browser, (session) => session.set('a', 1))
    const [destroyed] = await eventsOf(browser, (session) => session.delete('a'))
    assert.deepEqual(destroyed, { ...created, type: 'destroyed' })
  })

  test('tell of a refused cookie with its name and reason', async () => {
    const browser = createBrowser({ cookie: { name: 'sid' } })
    await browser.visit(look, { headers: { cookie: 'sid=x' } })
    assert.deepEqual(browser.events, [{ type: 'rejected', reason: 'malformed', cookie: 'sid' }])
    browser.events.length = 0
    await browser.visit(look, { headers: { cookie: `sid=${'x'.repeat(5000)}` } })
    assert.deepEqual(browser.events, [{ type: 'rejected', reason: 'too-long', cookie: 'sid' }])
  })

  test('tell of a refused cookie once a request', async () => {
    const browser = createBrowser()
    const headers = { cookie: '__Host-session=x' }
    await browser.visit((session) => void [session.user, session.id, session.get('a')], { headers })
    assert.equal(browser.events.length, 1)
  })

  test('tell of each directive and header that was taken off', async () => {
    const headers = { 'cache-control': 'public, s-maxage=1', 'cdn-cache-control': 'max-age=9' }
    const response = new Response('ok', { headers })
    const events = await eventsOf(createBrowser(), (session) => void session.user, response)
    const removed = events.map((event) => event.type === 'cache-header-removed' && event.header)
    assert.deepEqual(removed.toSorted(), ['cdn-cache-control', 'public', 's-maxage'])
  })

  test('come with the request that caused them', async () => {
    const requests: Request[] = []
    const onEvent = (_event: SessionEvent, request: Request): void => void requests.push(request)
    const { sessions } = createBrowser({ onEvent })
    const request = new Request('https://example.test/x')
    const session = await sessions.open(request)
    session.set('a', 1)
    await sessions.commit(session, new Response())
    assert.deepEqual(requests, [request])
    assert.equal(requests[0], request)
  })
})

test('no event holds a cookie, a value, a user or an id', async () => {
  const browser = createBrowser()
  const secrets: string[] = []
  const keep = (session: Session): void => void secrets.push(session.id)
  await browser.visit((s) => (s.set('note', 'a-private-note'), keep(s)))
  secrets.push(browser.cookie())
  await browser.visit((s) => (s.login('ann@example.test'), keep(s)))
  secrets.push(browser.cookie())
  await browser.visit((s) => (s.regenerate(), keep(s)))
  const cookie = browser.cookie()
  const response = new Response(null, { status: 500 })
  await browser.visit((s) => s.set('note', 'another-private-note'), { response })
  await browser.visit((s) => void s.user, { headers: { cookie: `__Host-session=${cookie}x` } })
  const other = createBrowser({ secrets: [OTHER_SECRET] }, { clock: browser.clock })
  await other.readWith(`__Host-session=${cookie}`, (s) => s.user)
  await browser.visit((s) => (s.logout(), keep(s)))
  const text = JSON.stringify([...browser.events, ...other.events])
  const types = new Set([...browser.events, ...other.events].map(({ type }) => type))
  assert.deepEqual([...types].toSorted(), [
    'changes-dropped',
    'created',
    'destroyed',
    'regenerated',
    'rejected',
  ])
  const parts = [cookie, ...secrets]
    .flatMap((secret) => secret.split('.'))
    .filter((part) => part.length > 8)
  for (const part of [...parts, 'private-note', 'ann@']) assert.ok(!text.includes(part), part)
})

const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(7)

test('the hash of an id is keyed: other secrets give other hashes', async () => {
  const first = createBrowser({ randomBytes })
  const second = createBrowser({ randomBytes, secrets: [OTHER_SECRET] })
  const [one] = await eventsOf(first, (session) => session.set('a', 1))
  const [other] = await eventsOf(second, (session) => session.set('a', 1))
  assert.equal(one?.type, 'created')
  assert.equal(other?.type, 'created')
  assert.notEqual(one.session, other.session)
})

describe('an observer', () => {
  const observers: [about: string, onEvent: () => void][] = [
    [
      'that throws',
      () => {
        throw new Error('broken observer')
      },
    ],
    ['that rejects', async () => Promise.reject(new Error('broken observer'))],
  ]
  for (const [about, onEvent] of observers) {
    test(`${about} does not reach the response`, async () => {
      const browser = createBrowser({ onEvent })
      const headers = { cookie: '__Host-session=x' }
      const cacheable = { headers: { 'cdn-cache-control': 'x' } }
      const response = await browser.visit((session) => session.set('a', 1), {
        headers,
        response: new Response('ok', cacheable),
      })
      assert.equal(await response.text(), 'ok')
      assert.equal(response.headers.has('cdn-cache-control'), false)
      assert.equal(await browser.read((session) => session.get('a')), 1)
      await new Promise((resolve) => setImmediate(resolve))
    })
  }
})

const reject = async (): Promise<boolean> => Promise.reject(new Error('no database'))

/** One visit for each member of the union: `tsc` asks for one here when a new type comes. */
const raise: { readonly [Type in SessionEvent['type']]: () => Promise<Browser<Any>> } = {
  rejected: async () => {
    const browser = createBrowser()
    await browser.readWith('__Host-session=x', look)
    return browser
  },
  unavailable: async () => {
    const before = createBrowser()
    await before.visit((session) => session.login('ann'))
    const browser = createBrowser(
      { isLive: reject },
      { clock: before.clock, jar: before.client.jar },
    )
    await browser.visit(look)
    return browser
  },
  'insecure-url': async () => {
    const browser = createBrowser({}, { baseUrl: 'http://shop.example' })
    await browser.visit((session) => session.set('a', 1))
    return browser
  },
  'weak-secret': async () => {
    const format = flask({ secretKey: 'dev', allowWeakSecret: true })
    const events: SessionEvent[] = []
    const sessions = createSessions({ format, onEvent: (event) => void events.push(event) })
    await sessions.open(new Request('https://example.test/'))
    return { ...createBrowser(), events }
  },
  'key-dropped': async () => {
    const before = createBrowser()
    await before.visit((session) => session.set('age', 'forty'))
    const schema = { age: z.number() }
    const desk = { clock: before.clock, jar: before.client.jar }
    const browser = createBrowser<Any>({ schema }, desk)
    await browser.visit((session) => void session.get('age'))
    return browser
  },
  'changes-dropped': async () => {
    const browser = createBrowser()
    const response = new Response(null, { status: 500 })
    await browser.visit((session) => session.set('a', 1), { response })
    return browser
  },
  'cache-header-removed': async () => {
    const browser = createBrowser()
    const response = new Response('ok', { headers: { 'cdn-cache-control': 'max-age=9' } })
    await browser.visit(look, { response })
    return browser
  },
  created: async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    return browser
  },
  regenerated: async () => {
    const browser = await raise.created()
    await browser.visit((session) => session.regenerate())
    return browser
  },
  destroyed: async () => {
    const browser = await raise.created()
    await browser.visit((session) => session.destroy())
    return browser
  },
}

describe('every event of the union is raised:', () => {
  for (const [type, cause] of Object.entries(raise)) {
    test(type, async () => {
      const { events } = await cause()
      assert.ok(events.some((event) => event.type === type))
    })
  }

  test('and none is missing here', async () => {
    const source = await readFile(new URL('events.ts', import.meta.url), 'utf8')
    const types = Array.from(source.matchAll(/readonly type: '([\w-]+)'/g), ([, type = '']) => type)
    assert.deepEqual(Object.keys(raise).toSorted(), types.toSorted())
  })
})

const write = (session: Session): void => session.set('at', Math.random())
const count = ({ events }: Browser<Any>): number =>
  events.filter(({ type }) => type === 'insecure-url').length

describe("'insecure-url'", () => {
  test('is told once, with the name of the cookie', async () => {
    const browser = createBrowser({}, { baseUrl: 'http://shop.example' })
    for (let visit = 0; visit < 3; visit++) await browser.visit(write)
    assert.deepEqual(
      browser.events.filter(({ type }) => type === 'insecure-url'),
      [{ type: 'insecure-url', cookie: '__Host-session' }],
    )
  })

  test('is told of localhost too, in production', async () => {
    const browser = createBrowser({}, { baseUrl: 'http://localhost:3000' })
    await browser.visit(write)
    assert.equal(count(browser), 1)
  })

  test('is not told by https, by a read, and to a developer', async () => {
    const secure = createBrowser()
    await secure.visit(write)
    const reader = createBrowser({}, { baseUrl: 'http://shop.example' })
    await reader.visit(look)
    const developer = createBrowser({ development: true }, { baseUrl: 'http://localhost:3000' })
    await developer.visit(write)
    assert.deepEqual([secure, reader, developer].map(count), [0, 0, 0])
  })

  test('is told with development, where a proxy stands before it', async () => {
    const browser = createBrowser({ development: true }, { baseUrl: 'http://localhost:3000' })
    await browser.visit(write, { headers: { 'x-forwarded-proto': 'https' } })
    assert.equal(count(browser), 1)
  })
})

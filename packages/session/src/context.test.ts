import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { z } from 'zod'
import { createSessionContext, SessionOutsideRequest } from './context.ts'
import { createSessions, SessionError } from './index.ts'
import { OTHER_SECRET, SECRET } from './lib/browser.test.ts'

const sessions = createSessions({ secrets: [SECRET], schema: { username: z.string() } })
const context = createSessionContext(sessions)
const HOME = 'https://example.test/'

/** Code far from the handler: the type says that a username is a text. */
const greet = (): string => `Hello, ${context.current().get('username')?.toUpperCase()}`

const isRefused = (thrown: unknown): boolean =>
  thrown instanceof SessionOutsideRequest &&
  thrown instanceof SessionError &&
  thrown.code === 'outside-request' &&
  thrown.message.includes('context.middleware')

describe('current', () => {
  test('is the very session that the handler got, however deep it is asked for', async () => {
    const client = createTestClient(
      context.middleware(async (_request, session) => {
        session.set('username', 'ann')
        assert.equal(context.current(), session)
        await wait(1)
        return new Response(await Promise.resolve().then(greet))
      }),
    )
    assert.equal(await (await client.get('/')).text(), 'Hello, ANN')
    assert.deepEqual(Object.keys(client.cookies()), ['__Host-session'])
  })

  test('is its own for each of many requests at once', async () => {
    const fetch = context.middleware(async (request, session) => {
      session.set('username', new URL(request.url).pathname.slice(1))
      await wait(Number(session.get('username')) % 3)
      return new Response(greet())
    })
    const numbers = Array.from({ length: 30 }, (_none, index) => index)
    const answers = await Promise.all(
      numbers.map(async (number) => (await fetch(new Request(`${HOME}${number}`))).text()),
    )
    assert.deepEqual(
      answers,
      numbers.map((number) => `Hello, ${number}`),
    )
  })

  test('outside a request throws, naming the mend', async () => {
    assert.throws(() => context.current(), isRefused)
    await context.middleware(() => new Response())(new Request(HOME))
    assert.throws(() => context.current(), isRefused)
    await sessions.middleware(() => {
      assert.throws(() => context.current(), isRefused)
      return new Response()
    })(new Request(HOME))
  })

  test('does not touch the session', async () => {
    const response = await context.middleware(() => {
      context.current()
      return new Response()
    })(new Request(HOME))
    assert.equal(response.headers.has('vary'), false)
  })

  test('is sealed for work that goes on after the response', async () => {
    const pending: Promise<void>[] = []
    const work = async (): Promise<void> => {
      await wait(1)
      context.current().set('username', 'late')
    }
    await context.middleware(() => {
      pending.push(work())
      return new Response()
    })(new Request(HOME))
    await assert.rejects(async () => pending[0], /^SessionSealed: /)
  })

  test('of two contexts are two sessions', async () => {
    const admins = createSessions({ secrets: [OTHER_SECRET], cookie: { name: '__Host-admin' } })
    const admin = createSessionContext(admins)
    const fetch = context.middleware(async (request, outer) =>
      admin.middleware((_request, inner) => {
        assert.deepEqual([context.current() === outer, admin.current() === inner], [true, true])
        return new Response('ok')
      })(request),
    )
    assert.equal(await (await fetch(new Request(HOME))).text(), 'ok')
  })
})

describe('middleware', () => {
  test("passes the runtime's further arguments, and throws what the handler throws", async () => {
    const fetch = context.middleware((_request, _session, name: string) => {
      if (name === '') throw new Error('broken')
      return new Response(name)
    })
    assert.equal(await (await fetch(new Request(HOME), 'a')).text(), 'a')
    await assert.rejects(async () => fetch(new Request(HOME), ''), /^Error: broken$/)
  })
})

test('run makes any session the current one, for frameworks of their own', async () => {
  const session = await sessions.open(new Request(HOME))
  session.set('username', 'ann')
  assert.equal(context.run(session, greet), 'Hello, ANN')
  assert.equal(await context.run(session, async () => wait(1).then(greet)), 'Hello, ANN')
  assert.throws(() => context.current(), SessionOutsideRequest)
})

test('a runtime without async_hooks is told at construction', () => {
  const { getBuiltinModule } = process
  try {
    Object.assign(process, { getBuiltinModule: undefined })
    assert.throws(() => createSessionContext(sessions), /^Error: .*nodejs_compat/)
  } finally {
    Object.assign(process, { getBuiltinModule })
  }
})

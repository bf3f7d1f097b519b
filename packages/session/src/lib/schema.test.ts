import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { z } from 'zod'
import { SessionInvalidValue } from '../index.ts'
import { createBrowser, type Browser } from './browser.test.ts'

const schema = { username: z.string().min(1), count: z.number().int() }
type Any = Record<string, unknown>

/** The same visitor's browser, on an app of the same secret without a schema. */
function withoutSchema({ client, clock }: Pick<Browser<Any>, 'client' | 'clock'>): Browser<Any> {
  return createBrowser({}, { jar: client.jar, clock })
}

describe('on set', () => {
  test('a value that fits is kept', async () => {
    const browser = createBrowser({ schema })
    await browser.visit((session) => (session.set('username', 'ann'), session.set('count', 1)))
    assert.deepEqual(await browser.read((s) => s.toObject()), { username: 'ann', count: 1 })
  })

  test('a value that does not fit throws SessionInvalidValue, and the old one stays', async () => {
    const browser = createBrowser({ schema })
    await browser.visit((session) => session.set('count', 1))
    const response = await browser.visit((session) => {
      assert.throws(
        () => session.set('count', 1.5),
        (error) =>
          error instanceof SessionInvalidValue &&
          error.code === 'invalid-value' &&
          error.key === 'count' &&
          error.message.includes("'count'"),
      )
      assert.equal(session.get('count'), 1)
    })
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('update is checked like set', async () => {
    await createBrowser({ schema }).visit((session) => {
      assert.throws(
        () => session.update('count', (count) => (count ?? 0) + 0.5),
        SessionInvalidValue,
      )
    })
  })

  test('a key that the schema does not have is refused', async () => {
    const browser = createBrowser<Any>({ schema })
    await browser.visit((session) => {
      for (const key of ['other', 'constructor', '__proto__', 'toString', '']) {
        assert.throws(() => session.set(key, 1), SessionInvalidValue)
      }
    })
  })

  test('the error does not hold the value', async () => {
    await createBrowser({ schema: { pin: z.string().regex(/^\d+$/) } }).visit((session) => {
      assert.throws(
        () => session.set('pin', 'hunter2'),
        (error) => error instanceof SessionInvalidValue && !/hunter2/.test(String(error.stack)),
      )
    })
  })

  test('what the schema makes of the value is kept', async () => {
    const browser = createBrowser({ schema: { name: z.string().trim().toLowerCase() } })
    await browser.visit((session) => session.set('name', ' Ann '))
    assert.equal(await browser.read((session) => session.get('name')), 'ann')
  })

  test('what the schema makes of the value must be JSON', async () => {
    await createBrowser({ schema: { at: z.coerce.date() } }).visit((session) => {
      assert.throws(() => session.set('at', new Date(0)), /^TypeError: at is a Date/)
    })
  })
})

async function withBadCount(): Promise<Browser<{ username: string; count: number }>> {
  const browser = createBrowser({ schema })
  await withoutSchema(browser).visit((session) => {
    session.set('username', 'ann')
    session.set('count', 'many')
  })
  return browser
}

describe('on load', () => {
  test('a key that does not fit any more is dropped, and the session stays', async () => {
    const browser = await withBadCount()
    const found = await browser.read((session) => [
      session.get('count'),
      session.has('count'),
      session.keys(),
      session.toObject(),
      session.isNew,
    ])
    assert.deepEqual(found, [undefined, false, ['username'], { username: 'ann' }, false])
  })

  test('the drop is one event', async () => {
    const browser = await withBadCount()
    await browser.visit(
      (session) => void [session.get('count'), session.keys(), session.toObject()],
    )
    const [event, ...more] = browser.events
    assert.deepEqual(
      [event?.type, event?.type === 'key-dropped' && event.key, more],
      ['key-dropped', 'count', []],
    )
  })

  test('the drop sets no cookie by itself', async () => {
    const browser = await withBadCount()
    const response = await browser.visit((session) => session.toObject())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('a dropped key can be set anew', async () => {
    const browser = await withBadCount()
    await browser.visit((session) => session.update('count', (count) => (count ?? 0) + 1))
    assert.deepEqual(await browser.read((s) => s.toObject()), { username: 'ann', count: 1 })
  })

  test('a value that the schema fills up is no change', async () => {
    const filled = { view: z.object({ page: z.number(), size: z.number().default(20) }) }
    const browser = createBrowser({ schema: filled })
    await withoutSchema(browser).visit((session) => session.set('view', { page: 1 }))
    const response = await browser.visit((session) => {
      assert.deepEqual(session.get('view'), { page: 1, size: 20 })
    })
    assert.deepEqual(response.headers.getSetCookie(), [])
  })
})

async function withForeignKeys(): Promise<Browser<Any>> {
  const browser = createBrowser<Any>({ schema })
  await withoutSchema(browser).visit((session) => {
    session.set('_user_id', '7')
    session.set('constructor', 'c')
    session.set('username', 'ann')
  })
  return browser
}

describe('keys outside the schema', () => {
  test('are hidden from the typed view', async () => {
    const browser = await withForeignKeys()
    const found = await browser.read((session) => [
      session.keys(),
      session.toObject(),
      ['_user_id', 'constructor'].map((key) => [session.get(key), session.has(key)]),
    ])
    const hidden = [undefined, false]
    assert.deepEqual(found, [['username'], { username: 'ann' }, [hidden, hidden]])
    assert.deepEqual(browser.events, [])
  })

  test('are kept by writes, regenerate and login', async () => {
    const browser = await withForeignKeys()
    await browser.visit((session) => session.set('count', 1))
    await browser.visit((session) => session.regenerate())
    await browser.visit((session) => session.login('ann'))
    const all = await withoutSchema(browser).read((session) => session.toObject())
    assert.deepEqual(all, { _user_id: '7', constructor: 'c', username: 'ann', count: 1 })
  })

  test('go with clear, logout and the login of another user', async () => {
    const acts: ((session: {
      clear(): void
      logout(): void
      login(user: string): void
    }) => void)[] = [(s) => s.clear(), (s) => s.logout(), (s) => (s.login('ann'), s.login('bob'))]
    for (const act of acts) {
      const browser = await withForeignKeys()
      await browser.visit(act)
      assert.deepEqual(await withoutSchema(browser).read((session) => session.toObject()), {})
    }
  })
})

describe('a schema', () => {
  test('that answers with a promise is refused by name', async () => {
    const asynchronous = { name: z.string().refine(async () => true) }
    await createBrowser({ schema: asynchronous }).visit((session) => {
      assert.throws(() => session.set('name', 'ann'), /^TypeError: schema\.name .*synchronous/)
    })
  })

  test('may be of any library that speaks Standard Schema', async () => {
    const even: StandardSchemaV1<unknown, number> = {
      '~standard': {
        version: 1,
        vendor: 'own',
        validate: (value) =>
          typeof value === 'number' && value % 2 === 0
            ? { value }
            : { issues: [{ message: 'must be even' }] },
      },
    }
    await createBrowser({ schema: { even } }).visit((session) => {
      session.set('even', 2)
      assert.throws(() => session.set('even', 3), /^SessionInvalidValue: .*'even': must be even/)
    })
  })

  test('leaves a session without one to any key', async () => {
    await createBrowser().visit((session) => session.set('anything', { at: ['all'] }))
  })
})

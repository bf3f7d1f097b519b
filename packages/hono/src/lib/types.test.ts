/** Facts of the type checker: `tsc -b` fails where one does not hold. They run too, so that none is a lie. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions, type Session, type SessionBase } from '@costrel/session'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { session, type SessionEnv } from '../index.ts'
import { account, type AccountData } from './account-app.test.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'
const secrets = [SECRET]
const schema = { username: z.string(), visits: z.number() }

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** `isExactly<string>()(value, true)` compiles if the value's type is exactly that. */
function isExactly<Expected>() {
  return <Actual>(_value: Actual, _isEqual: Equal<Actual, Expected>): void => undefined
}

const HOME = 'https://example.test/'

const roleOf = (c: Context<SessionEnv<{ role: string }, 'admin'>>): string =>
  c.var.admin.get('role') ?? 'none'
const leave = (base: SessionBase): void => base.logout()

describe('in a chain', () => {
  test('the options give the types', async () => {
    const app = new Hono().use(session({ secrets, schema })).get('/', (c) => {
      const { session } = c.var
      isExactly<string | undefined>()(session.get('username'), true)
      isExactly<number | undefined>()(session.get('visits'), true)
      isExactly<('username' | 'visits')[]>()(session.keys(), true)
      isExactly<Partial<{ username: string; visits: number }>>()(session.toObject(), true)
      isExactly<string | undefined>()(session.user, true)
      isExactly<string | undefined>()(c.get('session').get('username'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('a function of the bindings gives the types', async () => {
    const app = new Hono<{ Bindings: { SESSION_SECRET: string } }>()
      .use(session((env) => ({ secrets: [env.SESSION_SECRET], schema: { username: z.string() } })))
      .get('/', (c) => {
        isExactly<string | undefined>()(c.var.session.get('username'), true)
        isExactly<string>()(c.env.SESSION_SECRET, true)
        return c.text(c.var.session.get('username') ?? 'You are not logged in')
      })
      .post('/login', async (c) => {
        const { username } = await c.req.parseBody()
        c.var.session.login(String(username))
        c.var.session.set('username', String(username))
        return c.redirect('/')
      })
    const response = await app.request(HOME, {}, { SESSION_SECRET: SECRET })
    assert.equal(await response.text(), 'You are not logged in')
  })

  test('sessions give the types', async () => {
    const sessions = createSessions({ secrets, schema })
    const app = new Hono().use(session(sessions)).get('/', (c) => {
      isExactly<string | undefined>()(c.var.session.get('username'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('a function that gives sessions gives the types', async () => {
    const sessions = createSessions({ secrets, schema })
    const app = new Hono().use(session(() => sessions)).get('/', (c) => {
      isExactly<number | undefined>()(c.var.session.get('visits'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('a path before the middleware changes nothing', async () => {
    const app = new Hono().use('/*', session({ secrets, schema })).get('/', (c) => {
      isExactly<string | undefined>()(c.var.session.get('username'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('a schema of any depth gives the types', async () => {
    const deep = {
      cart: z.object({ items: z.array(z.object({ id: z.string(), count: z.number() })) }),
      theme: z.enum(['dark', 'light']),
      note: z.string().optional(),
    }
    const app = new Hono().use(session({ secrets, schema: deep })).get('/', (c) => {
      const { session } = c.var
      isExactly<{ items: { id: string; count: number }[] } | undefined>()(session.get('cart'), true)
      isExactly<'dark' | 'light' | undefined>()(session.get('theme'), true)
      isExactly<string | undefined>()(session.get('note'), true)
      session.update('cart', (cart = { items: [] }) => cart)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('without a schema any key is unknown', async () => {
    const app = new Hono().use(session({ secrets })).get('/', (c) => {
      isExactly<unknown>()(c.var.session.get('anything'), true)
      isExactly<string[]>()(c.var.session.keys(), true)
      c.var.session.set('anything', { at: ['all'] })
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('the variables of others stay', async () => {
    const app = new Hono<{ Variables: { requestId: string } }>()
      .use(session({ secrets, schema }))
      .get('/', (c) => {
        isExactly<string>()(c.var.requestId, true)
        isExactly<string | undefined>()(c.var.session.get('username'), true)
        return c.text('ok')
      })
    assert.equal((await app.request(HOME)).status, 200)
  })
})

describe('two sessions in one app', () => {
  test('have a name and types each', async () => {
    const admin = {
      secrets,
      cookie: { name: '__Host-admin' },
      schema: { role: z.enum(['root', 'staff']) },
    }
    const app = new Hono()
      .use(session({ secrets, schema }))
      .use(session(admin, { as: 'admin' }))
      .get('/', (c) => {
        isExactly<string | undefined>()(c.var.session.get('username'), true)
        isExactly<'root' | 'staff' | undefined>()(c.var.admin.get('role'), true)
        // @ts-expect-error the key is the other session's
        c.var.session.get('role')
        // @ts-expect-error the key is the other session's
        c.var.admin.get('username')
        return c.text('ok')
      })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('have a name each in the function form, and with sessions', async () => {
    const sessions = createSessions({ secrets, cookie: { name: '__Host-b' }, schema })
    const app = new Hono()
      .use(session((env) => ({ secrets: [env.SECRET], schema }), { as: 'first' }))
      .use(session(sessions, { as: 'second' }))
      .get('/', (c) => {
        isExactly<string | undefined>()(c.var.first.get('username'), true)
        isExactly<string | undefined>()(c.var.second.get('username'), true)
        // @ts-expect-error no session has that name
        assert.equal(c.var.session, undefined)
        return c.text('ok')
      })
    assert.equal((await app.request(HOME, {}, { SECRET })).status, 200)
  })
})

describe('SessionEnv', () => {
  test('types a sub-app in another file', async () => {
    const app = new Hono().use(session({ secrets, schema })).route('/account', account)
    assert.equal(await (await app.request(`${HOME}account`)).text(), 'nobody')
    const response = await app.request(`${HOME}account/visit`, { method: 'POST' })
    assert.equal(await response.text(), '1')
  })

  test('types an app that is not one chain', async () => {
    const app = new Hono<SessionEnv<AccountData>>()
    app.use(session({ secrets, schema }))
    app.get('/', (c) => {
      isExactly<string | undefined>()(c.var.session.get('username'), true)
      // @ts-expect-error no such key
      c.var.session.get('nope')
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('types a helper, and takes a name', async () => {
    const app = new Hono()
      .use(session({ secrets, schema: { role: z.string() } }, { as: 'admin' }))
      .get('/', (c) => c.text(roleOf(c)))
    assert.equal(await (await app.request(HOME)).text(), 'none')
  })

  test('joins with bindings and variables of the app', async () => {
    type Env = SessionEnv<AccountData> & { Bindings: { SECRET: string }; Variables: { at: number } }
    const app = new Hono<Env>()
    app.use(session((env) => ({ secrets: [env.SECRET], schema })))
    app.get('/', (c) => {
      isExactly<number>()(c.var.at, true)
      isExactly<string | undefined>()(c.var.session.get('username'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME, {}, { SECRET })).status, 200)
  })

  test('without type arguments leaves any key unknown', async () => {
    const app = new Hono<SessionEnv>()
    app.use(session({ secrets }))
    app.get('/', (c) => {
      isExactly<unknown>()(c.var.session.get('anything'), true)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })
})

describe('SessionBase', () => {
  test('is every session, whatever its data', async () => {
    const app = new Hono().use(session({ secrets, schema })).get('/', (c) => {
      leave(c.var.session)
      const typed: Session<AccountData> = c.var.session
      leave(typed)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })
})

/** Runs a handler's wrong calls, which may throw as they like. */
async function attempt(act: (session: Session<AccountData>) => void): Promise<void> {
  const app = new Hono().use(session({ secrets, schema })).get('/', (c) => {
    act(c.var.session)
    return c.text('ok')
  })
  app.onError((_error, c) => c.text('thrown'))
  assert.equal((await app.request(HOME)).status, 200)
}

describe('what must not compile', () => {
  test('a key that the schema does not have', async () => {
    await attempt((session) => {
      // @ts-expect-error no such key
      session.get('nope')
      // @ts-expect-error no such key
      session.has('nope')
      // @ts-expect-error no such key
      session.delete('nope')
      // @ts-expect-error no such key
      session.update('nope', () => 1)
      // @ts-expect-error no such key
      session.set('nope', 1)
    })
  })

  test('a value of another type', async () => {
    await attempt((session) => {
      // @ts-expect-error a number for a text
      session.set('username', 1)
    })
    await attempt((session) => {
      // @ts-expect-error no value
      session.set('username')
    })
    await attempt((session) => {
      // @ts-expect-error undefined is no value; delete removes
      session.set('username', undefined)
    })
    await attempt((session) => {
      // @ts-expect-error the other key's type
      session.update('visits', () => 'many')
    })
    await attempt((session) => {
      // @ts-expect-error the value may be absent
      session.update('visits', (visits: number) => visits + 1)
    })
    await attempt((session) => {
      // @ts-expect-error the value may be absent
      const length: number = session.get('username').length
      assert.fail(String(length))
    })
  })

  test('a login of something else than text', async () => {
    await attempt((session) => {
      // @ts-expect-error a number
      session.login(7)
    })
    await attempt((session) => {
      // @ts-expect-error a key is no list
      session.regenerate({ keep: 'username' })
    })
  })

  test('a change of what is read-only', async () => {
    await attempt((session) => {
      // @ts-expect-error login sets it
      session.user = 'root'
    })
    await attempt((session) => {
      // @ts-expect-error regenerate makes it
      session.id = 'x'
    })
  })

  test('wrong options', () => {
    // @ts-expect-error no secrets
    assert.throws(() => session({}))
    // @ts-expect-error a text is no list
    assert.throws(() => session({ secrets: SECRET }))
    // @ts-expect-error no Standard Schema
    assert.throws(() => session({ secrets, schema: { username: 'string' } }))
    // @ts-expect-error no unit that we know
    assert.throws(() => session({ secrets, idleTimeout: '2w' }))
    // @ts-expect-error no such option
    session({ secrets, idleTimout: 60 })
    // @ts-expect-error no such option
    session({ secrets }, { name: 'admin' })
    // @ts-expect-error a name is text
    session({ secrets }, { as: 7 })
    // @ts-expect-error no options at all
    assert.throws(() => session())
  })

  test('a session that is not mounted', async () => {
    const app = new Hono().get('/', (c) => {
      // @ts-expect-error nothing mounted it
      assert.equal(c.var.session, undefined)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test('a session under its default name that was given another', async () => {
    const app = new Hono().use(session({ secrets }, { as: 'admin' })).get('/', (c) => {
      // @ts-expect-error it is c.var.admin
      assert.equal(c.var.session, undefined)
      return c.text('ok')
    })
    assert.equal((await app.request(HOME)).status, 200)
  })

  test("a session of another app's data", () => {
    const app = new Hono<SessionEnv<{ username: number }>>()
    // @ts-expect-error the schema says text
    app.use(session<{ username: number }>({ secrets, schema: { username: z.string() } }))
  })
})

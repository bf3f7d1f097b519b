import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { renderFlashedMessages } from '@costrel/flash'
import { flask, float, markup, tuple, uuid } from '@costrel/session/flask'
import { createFlaskCookie } from '@costrel/signing/flask'
import { Hono } from 'hono'
import { findFlasks } from '../../../../apps/example/flask/flasks.ts'
import { flash, session } from '../index.ts'

const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const script = fileURLToPath(new URL('../../vectors/flask_app.py', import.meta.url))

const app = new Hono()
  .use(session({ format: flask({ secretKey: SECRET_KEY }) }))
  .use(flash())
  .post('/login/:username', (c) => {
    c.var.session.set('username', c.req.param('username'))
    return c.text('ok')
  })
  .get('/who', (c) => c.text(String(c.var.session.get('username') ?? 'nobody')))
  .post('/logout', (c) => {
    c.var.session.logout()
    return c.text('ok')
  })
  .post('/flash/:category/:message', (c) => {
    c.var.flash(c.req.param('message'), c.req.param('category'))
    return c.text('ok')
  })
  .get('/messages', (c) => c.json(c.var.getFlashedMessages({ withCategories: true })))
  .get('/page', (c) => {
    const flashed = c.var.getFlashedMessages({ withCategories: true })
    return c.html(renderFlashedMessages(flashed))
  })
  .get('/dates', (c) => c.json(c.var.session.toObject()))
  .post('/touch', (c) => {
    c.var.session.toObject()
    c.var.session.set('ours', 'set here')
    return c.text('ok')
  })
  .post('/values', (c) => {
    const values = {
      bytes: new Uint8Array([0, 255]),
      date: new Date('2026-01-02T03:04:05Z'),
      big: 2n ** 70n,
      whole: 1,
      float: float(1),
      half: 0.5,
      pair: tuple(['x', [null, true]]),
      html: markup('<b>'),
      id: uuid('00000000-0000-0000-0000-000000000007'),
      text: 'ü🍪',
    }
    for (const [key, value] of Object.entries(values)) c.var.session.set(key, value)
    return c.text('ok')
  })

for (const { name, python, skip } of findFlasks()) {
  describe(`one jar, ${name} and us, one secret`, { skip }, () => {
    let server: ReturnType<typeof spawnFlask>
    let port = 0
    before(async () => {
      server = spawnFlask(python)
      const [line] = await once(server.stdout, 'data')
      port = Number(line)
    })
    after(() => void server.kill())

    /** A visitor of both servers: `there` is Flask, `here` is us. */
    function createVisitor(): { there: TestClient; here: TestClient } {
      const baseUrl = `http://127.0.0.1:${port}`
      const there = createTestClient(async (request) => fetch(request), { baseUrl })
      const here = createTestClient((request) => app.fetch(request), { baseUrl, jar: there.jar })
      return { there, here }
    }
    test('who logs in at one is logged in at the other', async () => {
      for (const [first, second] of [
        ['here', 'there'],
        ['there', 'here'],
      ] as const) {
        const visitor = createVisitor()
        await visitor[first].post('/login/ann')
        assert.equal(await who(visitor[second]), 'ann')
        await visitor[second].post('/login/bob')
        assert.equal(await who(visitor[first]), 'bob')
      }
    })

    test('who logs out at one is logged out at the other, and stays out', async () => {
      for (const [first, second] of [
        ['here', 'there'],
        ['there', 'here'],
      ] as const) {
        const visitor = createVisitor()
        await visitor[second].post('/login/ann?permanent')
        await visitor[first].post('/logout')
        for (const side of [second, first, second]) assert.equal(await who(visitor[side]), 'nobody')
        assert.deepEqual(visitor.here.cookies(), {})
      }
    })

    test('a message of one is shown by the other, once and in order', async () => {
      const { here, there } = createVisitor()
      await here.post('/flash/success/one')
      await there.post('/flash/error/two')
      await here.post('/flash/message/three')
      const all = [
        ['success', 'one'],
        ['error', 'two'],
        ['message', 'three'],
      ]
      assert.deepEqual(await messages(there), all)
      assert.deepEqual([await messages(there), await messages(here)], [[], []])
      await there.post('/flash/error/four')
      assert.deepEqual(await messages(here), [['error', 'four']])
      assert.deepEqual([await messages(there), await messages(here)], [[], []])
    })

    test('Markup that Flask flashes is HTML on our page, and a big integer its digits', async () => {
      const { here, there } = createVisitor()
      await there.post('/flash-markup')
      const texts = (await (await here.get('/page')).text()).matchAll(/<div[^>]*>(.*)<\/div>/g)
      assert.deepEqual(
        Array.from(texts, ([, text]) => text),
        ['<b>Saved.</b>', '9223372036854775808'],
      )
      assert.equal(await (await here.get('/page')).text(), '')
    })

    test('a datetime is the instant that Flask reads itself: of whole seconds, UTC where it is naive', async () => {
      const { here, there } = createVisitor()
      await there.post('/dates')
      assert.deepEqual(await (await here.get('/dates')).json(), {
        last: '9999-12-31T23:59:59.000Z',
        naive: '2026-01-02T03:04:05.000Z',
        old: '1582-10-15T00:00:00.000Z',
        zoned: '2026-01-01T21:34:05.000Z',
      })
    })

    test('a key that we set leaves every other one equal and of its type', async () => {
      const { here, there } = createVisitor()
      await there.post('/keep')
      await here.post('/touch')
      const shown: unknown = await (await there.get('/repr')).json()
      assert.equal(Reflect.get(Object(shown), 'ours'), "'set here'")
      assert.deepEqual(await (await there.get('/kept')).json(), [])
    })

    test('what we set is of the Python type that it says', async () => {
      const { here, there } = createVisitor()
      await here.post('/values')
      assert.deepEqual(await (await there.get('/repr')).json(), {
        big: '1180591620717411303424',
        bytes: "b'\\x00\\xff'",
        date: 'datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)',
        float: '1.0',
        half: '0.5',
        html: "Markup('<b>')",
        id: "UUID('00000000-0000-0000-0000-000000000007')",
        pair: "('x', [None, True])",
        text: "'ü🍪'",
        whole: '1',
      })
    })

    test('a cookie from ahead of its clock is none to Flask, so both clocks must agree', async () => {
      const { here, there } = createVisitor()
      const cookie = createFlaskCookie({ secretKey: SECRET_KEY })
      const value = cookie.encode({ username: 'ann' }, { now: Date.now() + 60_000 })
      here.jar.setCookieSync(`session=${value}; Path=/`, here.baseUrl)
      assert.deepEqual([await who(here), await who(there)], ['ann', 'nobody'])
    })

    test('a permanent session stays permanent', async () => {
      const { here, there } = createVisitor()
      await there.post('/login/ann?permanent')
      const response = await here.post('/touch')
      assert.match(response.headers.getSetCookie().join(), /; Max-Age=2678400; /)
    })
  })
}

function spawnFlask(python: string) {
  const env = { PATH: process.env['PATH'], SECRET_KEY }
  return spawn(python, [script], { env, stdio: ['pipe', 'pipe', 'ignore'] })
}

async function who(client: TestClient): Promise<string> {
  return (await client.get('/who')).text()
}

async function messages(client: TestClient): Promise<unknown> {
  return (await client.get('/messages')).json()
}

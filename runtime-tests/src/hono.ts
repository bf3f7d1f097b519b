import assert from 'node:assert/strict'
import { flash, logger, session, type SessionEnv } from '@costrel/hono'
import { createTestClient } from '@costrel/http/testing'
import { createLogger, memorySink } from '@costrel/logger'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Area } from './conformance.ts'

const SECRET = 'hex:8a4d1f0b7c3e92655f60d8aa13b94ce7f2107b5e6d9c483a01ef75b2c4d6983e'

/** Session, flash and logger as Hono middleware. */
export const hono: Area = {
  'a redirect, an error page and a stream are committed': async () => {
    const client = createTestClient(createApp().fetch)
    const login = await client.get('/login')
    assert.deepEqual([login.status, login.headers.getSetCookie().length], [302, 1])
    assert.equal(await (await client.get('/')).text(), '1')
    assert.equal((await client.get('/refused')).headers.getSetCookie().length, 1)
    assert.equal((await client.get('/broken')).headers.getSetCookie().length, 0)
    const streamed = await client.get('/stream')
    assert.equal(streamed.headers.getSetCookie().length, 1)
    assert.equal(await streamed.text(), 'streamed')
  },

  'session, flash and logger work together': async () => {
    const sink = memorySink()
    const app = new Hono()
      .use(logger(createLogger({ sink })))
      .use(session({ secrets: [SECRET] }))
      .use(flash())
      .post('/login', (c) => {
        c.var.session.login('42')
        c.var.flash('You were logged in')
        c.var.logger.info('%s logged in', 'ada')
        return c.redirect('/', 303)
      })
      .get('/', (c) => c.json(c.var.getFlashedMessages()))
    const client = createTestClient(app.fetch)
    const page = await client.follow(await client.post('/login'))
    assert.deepEqual(await page.json(), ['You were logged in'])
    assert.deepEqual(await (await client.get('/')).json(), [])
    const [first, second] = sink.records.map(({ message }) => message)
    assert.equal(first, 'ada logged in')
    assert.match(second ?? '', /^POST \/login 303/)
  },

  'secrets may come from the bindings, and two tenants do not mix': async () => {
    const app = new Hono<{ Bindings: { readonly SECRET: string } }>()
      .use(session((env) => ({ secrets: [env.SECRET] })))
      .get('/login', (c) => (c.var.session.login('42'), c.text('ok')))
      .get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
    const other = SECRET.replace('8a4d', '4d8a')
    const login = await app.request('/login', {}, { SECRET })
    const [cookie = ''] = login.headers.getSetCookie()
    const read = async (secret: string): Promise<string> =>
      (await app.request('/', { headers: { cookie } }, { SECRET: secret })).text()
    assert.deepEqual(await Promise.all([SECRET, other, SECRET].map(read)), ['42', 'nobody', '42'])
  },
}

function createApp() {
  return new Hono<SessionEnv<{ count: number }>>()
    .use(session({ secrets: [SECRET], schema: { count: z.number() } }))
    .get('/', (c) => c.text(String(c.var.session.get('count'))))
    .get('/login', (c) => {
      c.var.session.login('42')
      c.var.session.set('count', 1)
      return c.redirect('/')
    })
    .get('/refused', (c) => {
      c.var.session.set('count', 2)
      return c.text('no', 403)
    })
    .get('/broken', (c) => {
      c.var.session.set('count', 3)
      throw new Error('broken')
    })
    .get('/stream', (c) => {
      c.var.session.set('count', 4)
      return c.body(new Blob(['streamed']).stream())
    })
    .onError((_error, c) => c.text('broken', 500))
}

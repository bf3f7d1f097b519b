import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createProxy } from './proxy.ts'

test('sends every path that has not moved to the old app, whatever host it seems to name', async (t) => {
  const proxy = await startProxy(t, ({ url }, response) => void response.end(url))
  for (const path of [
    '/',
    '/a?b=1',
    '//other.invalid/a',
    '/\\other.invalid/',
    '/%2F/x',
    '/%2e%2e/y',
  ]) {
    const request = new Request(`http://shop.test${path}`)
    const { pathname, search } = new URL(request.url)
    assert.equal(await (await proxy(request)).text(), pathname + search)
  }
  const moved = await proxy(new Request('http://shop.test/moved'))
  assert.equal(await moved.text(), 'ours')
})

test('hands on a page that its server would have compressed', async (t) => {
  const proxy = await startProxy(t, ({ headers }, response) => {
    const isZipped = headers['accept-encoding']?.includes('gzip') === true
    if (isZipped) response.setHeader('content-encoding', 'gzip')
    response.end(isZipped ? gzipSync('a page') : 'a page')
  })
  const headers = { 'accept-encoding': 'gzip, deflate, br' }
  const response = await proxy(new Request('http://shop.test/', { headers }))
  assert.equal(response.headers.get('content-encoding'), null)
  assert.equal(await response.text(), 'a page')
})

async function startProxy(t: TestContext, old: RequestListener) {
  const server = createServer(old).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return createProxy([/^\/moved$/], () => new Response('ours'), `http://127.0.0.1:${address.port}`)
}

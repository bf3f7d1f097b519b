import assert from 'node:assert/strict'
import { applyHeaderPatch, findCookieValues, type HeaderPatch } from '@costrel/http'
import cookieHeaders from '../../packages/http/vectors/cookie-header.json' with { type: 'json' }
import type { Area } from './conformance.ts'

const LINE = '__Host-session=1; Path=/; Secure'
const WRITE: HeaderPatch = { setCookie: [LINE], vary: true, cacheControl: 'no-store' }
const READ: HeaderPatch = { setCookie: [], vary: true, cacheControl: 'private' }
const NOTHING: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

/** Our headers reach every kind of response that the runtime can make. */
export const headerPatch: Area = {
  'a response is changed in place': () => {
    const response = new Response('x')
    assert.equal(applyHeaderPatch(response, WRITE), response)
    assert.deepEqual(ours(response), { cookies: [LINE], vary: 'Cookie', cache: 'no-store' })
  },

  'a redirect gets our headers and keeps its place, mutable or not': () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const response = applyHeaderPatch(Response.redirect('https://a.test/x', status), WRITE)
      assert.equal(response.status, status)
      assert.equal(response.headers.get('location'), 'https://a.test/x')
      assert.deepEqual(ours(response).cookies, [LINE])
    }
  },

  'a redirect that is not patched is the very same': () => {
    const response = Response.redirect('https://a.test/x', 303)
    assert.equal(applyHeaderPatch(response, NOTHING), response)
  },

  'a response of JSON and one without a body get our headers': () => {
    for (const response of [
      Response.json({ a: 1 }),
      new Response(null, { status: 204 }),
      new Response(null, { status: 304 }),
    ]) {
      const { status } = response
      const patched = applyHeaderPatch(response, WRITE)
      assert.equal(patched.status, status)
      assert.deepEqual(ours(patched).cookies, [LINE])
    }
  },

  'a stream stays a stream': async () => {
    const response = applyHeaderPatch(new Response(streamOf('one', 'two')), WRITE)
    assert.equal(await response.text(), 'onetwo')
  },

  "other cookies stay, each on a line of its own, with their dates' commas": () => {
    const response = new Response(null)
    const others = ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT']
    for (const line of others) response.headers.append('set-cookie', line)
    assert.deepEqual(ours(applyHeaderPatch(response, WRITE)).cookies, [...others, LINE])
  },

  'an earlier line of our cookie is replaced': () => {
    const response = new Response(null)
    response.headers.append('set-cookie', '__Host-session=old; Path=/; Secure')
    response.headers.append('set-cookie', 'a=1')
    assert.deepEqual(ours(applyHeaderPatch(response, WRITE)).cookies, ['a=1', LINE])
  },

  'caching is restricted, and what would let a shared cache keep the page is named': () => {
    const removed: string[] = []
    const response = new Response(null, {
      headers: { 'cache-control': 'public, max-age=60', 'cdn-cache-control': 'max-age=60' },
    })
    applyHeaderPatch(response, READ, (name) => removed.push(name))
    assert.deepEqual(ours(response), { cookies: [], vary: 'Cookie', cache: 'max-age=60, private' })
    assert.deepEqual(removed, ['cdn-cache-control', 'public'])
    assert.equal(response.headers.has('cdn-cache-control'), false)
  },

  'Vary is merged, over several lines too': () => {
    const response = new Response(null, { headers: { vary: 'Accept' } })
    response.headers.append('vary', 'Origin')
    assert.equal(applyHeaderPatch(response, READ).headers.get('vary'), 'Accept, Origin, Cookie')
  },

  'an error response passes untouched': () => {
    const response = Response.error()
    assert.equal(applyHeaderPatch(response, WRITE), response)
  },

  'cookies are found as the grammar says': () => {
    for (const { about, header, name, values } of cookieHeaders.cases) {
      assert.deepEqual(findCookieValues(header, name, values.length + 1), values, about)
    }
  },
}

function ours({ headers }: Response) {
  return {
    cookies: headers.getSetCookie(),
    vary: headers.get('vary'),
    cache: headers.get('cache-control'),
  }
}

function streamOf(...parts: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const left = [...parts]
  return new ReadableStream({
    pull(controller) {
      const part = left.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(encoder.encode(part))
    },
  })
}

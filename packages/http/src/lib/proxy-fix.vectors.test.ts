/** What Werkzeug's ProxyFix does with the same headers: `vectors/make_proxy_fix.py` asks the real one. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import vectors from '../../vectors/proxy-fix.json' with { type: 'json' }
import { getClientAddress } from './client-address.ts'
import { proxyFix } from './proxy-fix.ts'

const { accepted, refused, peer, made_with: madeWith } = vectors

type Case = Pick<
  (typeof accepted)[number] | (typeof refused)[number],
  'url' | 'headers' | 'trusted'
>

describe(`proxyFix and ProxyFix of ${madeWith}`, () => {
  test(`agree on ${accepted.length} requests whose trusted values are valid`, () => {
    for (const vector of accepted) {
      const { url, address, host } = vector.seen
      const seen = see(vector)
      assert.deepEqual([seen.url, seen.address], [url, address], JSON.stringify(vector))
      assert.equal(seen.host, host, JSON.stringify(vector))
    }
  })

  for (const vector of refused) {
    const { part, headers, url } = vector
    const { name, value } = onlyHeader(headers)
    if (part === 'quote') {
      test(`differ on ${name} ${value}, where a client's quote hides the proxy's address`, () => {
        assert.equal(vector.seen.address, peer)
        assert.equal(see(vector).address, '203.0.113.1')
      })
    } else {
      test(`differ on ${name} ${JSON.stringify(value)}, which changes nothing here`, () => {
        const { url: seenUrl, address } = see(vector)
        assert.deepEqual([seenUrl, address], [url, part === 'for' ? undefined : peer])
      })
    }
  }
})

function see({ url, headers, trusted }: Case): {
  url: string
  host: string | null
  address: string | undefined
} {
  const request = new Request(url, { headers: { ...headers, host: new URL(url).host } })
  let seen: Request | undefined
  const app = proxyFix(trusted)((fixed) => {
    seen = fixed
    return new Response()
  })
  Reflect.apply(app, undefined, [request, { incoming: { socket: { remoteAddress: peer } } }])
  assert.ok(seen !== undefined)
  return { url: seen.url, host: seen.headers.get('host'), address: getClientAddress(seen) }
}

function onlyHeader(headers: object): { name: string; value: string } {
  const [[name, value] = ['', '']] = Object.entries(headers)
  return { name, value: String(value) }
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isPlainLoopback } from './plain-loopback.ts'

describe('isPlainLoopback', () => {
  const loopback = [
    'http://localhost',
    'http://localhost:3000/path?query',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://shop.localhost:8787/',
    'http://a.b.localhost/',
    'http://127.0.0.1/',
    'http://127.255.255.254:80/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://[::1]:3000/',
    'http://[0:0:0:0:0:0:0:1]/',
  ]
  for (const url of loopback) {
    test(`is true for ${url}`, () => assert.equal(isPlainLoopback(new Request(url)), true))
  }

  const elsewhere = [
    'https://localhost/',
    'https://127.0.0.1/',
    'http://example.com/',
    'http://localhost.evil.com/',
    'http://127.0.0.1.evil.com/',
    'http://evillocalhost/',
    'http://localhost.evil/',
    'http://evil.com/localhost',
    'http://evil.com/?http://localhost/',
    'http://128.0.0.1/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://[::2]/',
    'http://[::ffff:10.0.0.1]/',
    'http://xn--lcalhost-54a/',
  ]
  for (const url of elsewhere) {
    test(`is false for ${url}`, () => assert.equal(isPlainLoopback(new Request(url)), false))
  }

  const proxied = [
    'Forwarded',
    'Via',
    'X-Real-IP',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-Forwarded-Host',
    'X-Forwarded-Anything',
  ]
  for (const name of proxied) {
    test(`is false behind a proxy that adds ${name}`, () => {
      const [full, empty] = [{ [name]: 'x' }, { [name]: '' }]
      assert.equal(isPlainLoopback(new Request('http://localhost', { headers: full })), false)
      assert.equal(isPlainLoopback(new Request('http://localhost', { headers: empty })), false)
    })
  }

  for (const name of ['CF-Connecting-IP', 'Host', 'Origin', 'X-Requested-With', 'X-Real-IPs']) {
    test(`does not count ${name}`, () => {
      const request = new Request('http://localhost', { headers: { [name]: '203.0.113.7' } })
      assert.equal(isPlainLoopback(request), true)
    })
  }
})

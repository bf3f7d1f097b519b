import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { parseAddress, parseForwardedAddress } from './address.ts'

describe('parseAddress', () => {
  const read: [text: string, canonical: string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::0001', '2001:db8::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1::', '1::'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['fe80::1%eth0', 'fe80::1'],
  ]
  for (const [text, canonical] of read) {
    test(`writes ${text} as ${canonical}`, () => assert.equal(parseAddress(text)?.text, canonical))
  }

  const refused =
    '|unknown|1.2.3|1.2.3.4.5|1.2.3.256|01.2.3.4|1.2.3.4.|1.2.3.4 | 1.2.3.4|0x7f.0.0.1|127.1|2130706433|1.2.3.4%eth0|:|:::|1::2::3|' +
    '1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|::g|::1]|[::1]|::1/64|::1]@evil.example/[::1|12345::|%eth0|::ffff:1.2.3.256'
  for (const text of refused.split('|')) {
    test(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseAddress(text), null))
  }

  test('takes what node:net takes for an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        assert.equal(parseAddress(text) !== null, isIP(text) !== 0)
      }),
    )
  })

  test('reads its own text as the same address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text)
        assert.ok(address !== null)
        assert.ok(address.bytes.every((byte) => byte >= 0 && byte <= 255))
        assert.deepEqual(parseAddress(address.text), address)
      }),
    )
  })
})

describe('parseForwardedAddress', () => {
  const read: [text: string, canonical: string | undefined][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:8080', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:8080', '2001:db8::1'],
    ['[192.0.2.1]:80', '192.0.2.1'],
    ['192.0.2.1:', undefined],
    ['192.0.2.1:port', undefined],
    ['[2001:db8::1', undefined],
    ['2001:db8::1]', undefined],
    ['[]', undefined],
    ['unknown', undefined],
    ['_gazonk:80', undefined],
    ['', undefined],
  ]
  for (const [text, canonical] of read) {
    test(`reads ${JSON.stringify(text)} as ${canonical ?? 'nothing'}`, () => {
      assert.equal(parseForwardedAddress(text)?.text, canonical)
    })
  }
})

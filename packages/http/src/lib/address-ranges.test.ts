import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { createAddressRanges } from './address-ranges.ts'
import { parseAddress } from './address.ts'

describe('createAddressRanges', () => {
  const table: [range: string, inside: string[], outside: string[]][] = [
    ['loopback', ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1'], ['128.0.0.1', '::2']],
    [
      'private',
      ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.9.9', 'fc00::1', 'fdff::1'],
      [
        '11.0.0.1',
        '172.15.0.1',
        '172.32.0.1',
        '192.169.0.1',
        '127.0.0.1',
        'fe80::1',
        '2001:db8::1',
      ],
    ],
    ['192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1'], ['192.0.2.2', '::c000:201']],
    ['192.0.2.7/30', ['192.0.2.4', '192.0.2.7'], ['192.0.2.3', '192.0.2.8']],
    ['0.0.0.0/0', ['1.2.3.4'], ['::1']],
    ['::ffff:10.0.0.0/104', ['10.9.9.9', '::ffff:10.0.0.1'], ['11.0.0.1', '::1']],
    ['::ffff:10.0.0.1', ['10.0.0.1'], ['10.0.0.2']],
    ['::/0', ['::1'], ['1.2.3.4']],
    ['2001:db8::/33', ['2001:db8:7fff::1'], ['2001:db8:8000::1']],
    ['2001:db8::1', ['2001:DB8:0::1'], ['2001:db8::2']],
  ]
  for (const [range, inside, outside] of table) {
    test(`knows what is in ${range}`, () => {
      const isInRange = createAddressRanges([range])
      for (const text of inside) assert.equal(isInRange(read(text)), true, text)
      for (const text of outside) assert.equal(isInRange(read(text)), false, text)
    })
  }

  test('takes several ranges', () => {
    const isInRange = createAddressRanges(['loopback', '192.0.2.0/24'])
    assert.deepEqual(
      ['::1', '192.0.2.9', '10.0.0.1'].map((text) => isInRange(read(text))),
      [true, true, false],
    )
  })

  for (const range of [
    '',
    'public',
    'Loopback',
    '10.0.0.0/33',
    '10.0.0/8',
    '::1/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::ffff:10.0.0.0/8',
    '::ffff:10.0.0.0/129',
    '*',
  ]) {
    test(`refuses '${range}' and names it`, () => {
      assert.throws(() => createAddressRanges([range]), {
        name: 'RangeError',
        message: new RegExp(`^from: '`),
      })
    })
  }

  test('refuses to trust nobody', () => {
    assert.throws(() => createAddressRanges([]), RangeError)
  })

  test('agrees with the BlockList of node:net', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), (block, text, bits) => {
        const list = new BlockList()
        list.addSubnet(block, bits)
        assert.equal(createAddressRanges([`${block}/${bits}`])(read(text)), list.check(text))
      }),
    )
  })
})

function read(text: string): NonNullable<ReturnType<typeof parseAddress>> {
  const address = parseAddress(text)
  assert.ok(address !== null)
  return address
}

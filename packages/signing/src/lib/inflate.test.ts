import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateRawSync, deflateSync, inflateSync } from 'node:zlib'

import * as fc from 'fast-check'

import * as native from './inflate.ts'
import * as portable from './portable-inflate.ts'

const SIDES: Readonly<Record<string, typeof native>> = { native, portable }
const CAP = 65_536
const bytes = fc.uint8Array({ maxLength: 2000 })
const text = fc
  .array(fc.constantFrom('a', 'long', ' ', '{"', 'ü'), { maxLength: 900 })
  .map((parts) => new TextEncoder().encode(parts.join('')))

test('both sides have the same functions', () => {
  assert.deepEqual(Object.keys(portable).toSorted(), Object.keys(native).toSorted())
})

for (const [name, side] of Object.entries(SIDES)) {
  describe(name, () => {
    test('inflates what zlib deflates at any level, and zlib what it deflates', () => {
      const level = fc.integer({ min: 0, max: 9 })
      fc.assert(
        fc.property(fc.oneof(bytes, text), level, (data, level) => {
          assert.deepEqual(
            toBuffer(side.inflate(deflateSync(data, { level }), CAP)),
            toBuffer(data),
          )
          assert.deepEqual(inflateSync(side.deflate(data)), toBuffer(data))
        }),
      )
    })

    test('inflates up to the cap, and not one byte beyond', () => {
      for (const level of [0, 6, 9]) {
        for (const fill of ['', 'ab', 'some words and more'] as const) {
          const data = Buffer.alloc(CAP, fill)
          const deflated = deflateSync(data, { level })
          assert.deepEqual(toBuffer(side.inflate(deflated, CAP)), data)
          assert.equal(side.inflate(deflated, CAP - 1), 'too-long')
        }
      }
    })

    test('stops soon beyond the cap, whatever is behind it', () => {
      const bomb = deflateSync(Buffer.alloc(200_000_000))
      const start = process.memoryUsage().arrayBuffers
      assert.equal(side.inflate(bomb, CAP), 'too-long')
      assert.ok(process.memoryUsage().arrayBuffers - start < 10_000_000)
    })

    test('refuses what is no zlib data, or was cut or changed', () => {
      const deflated = deflateSync(Buffer.from('some words, and some words again'))
      const dictionary = Buffer.from('some words')
      const bad = [
        Buffer.alloc(0),
        Buffer.alloc(6),
        Buffer.from('junk, and more junk than that'),
        deflateRawSync(Buffer.from('raw, without a header')),
        deflateSync(Buffer.from('some words'), { dictionary }),
        ...Array.from(deflated, (_, at) => deflated.subarray(0, at)),
        ...Array.from(deflated, (byte, at) => deflated.with(at, byte ^ 0x40)),
      ]
      for (const data of bad) assert.equal(side.inflate(data, CAP), 'payload', data.toString())
    })

    test('throws on no data', () => {
      fc.assert(
        fc.property(fc.oneof(bytes, changed()), (data) => {
          side.inflate(data, 100)
        }),
        { numRuns: 500 },
      )
    })
  })
}

test('both sides say the same of zlib data with a changed byte', () => {
  fc.assert(
    fc.property(changed(), (data) => {
      const [ours, theirs] = [portable, native].map((side) => side.inflate(data, CAP))
      assert.deepEqual(
        typeof ours === 'string' ? ours : toBuffer(ours),
        typeof theirs === 'string' ? theirs : toBuffer(theirs),
      )
    }),
    { numRuns: 500 },
  )
})

/** Zlib data of which a byte is another one. */
function changed(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.oneof(bytes, text), fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([data, place, change]) => {
      const deflated = new Uint8Array(deflateSync(data))
      const at = place % deflated.length
      return deflated.with(at, (deflated[at] ?? 0) ^ change)
    })
}

function toBuffer(data: Uint8Array | string | undefined): Buffer | string {
  return data instanceof Uint8Array ? Buffer.from(data) : String(data)
}

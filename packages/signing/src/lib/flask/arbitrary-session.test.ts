/** No tests: what fast-check makes of Flask's values, for the tests that need random ones. */
import * as fc from 'fast-check'
import { float, markup, tuple, uuid, type FlaskDict, type FlaskValue } from '../../flask.ts'

/** Keys that have a meaning to one side or the other come up often. */
const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(' t', ' di', ' d', ' t__', '__proto__', 'constructor', '1', '\ue000', '🍪', ''),
)

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(1e16, 1e15, 1e-4, 1e-5, 2 ** 53, -0, 1e21, 5e-324, Number.MAX_VALUE),
)

const date = fc
  .integer({ min: -59_000_000_000, max: 253_402_300_799 })
  .map((seconds) => new Date(seconds * 1000))

const bigint = fc
  .bigInt({ min: -(2n ** 200n), max: 2n ** 200n })
  .filter((value) => value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)

const { value } = fc.letrec<{ value: FlaskValue; dict: FlaskDict }>((tie) => ({
  dict: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null), number, bigint, date),
    fc.uint8Array({ maxLength: 12 }).map((bytes) => new Uint8Array(bytes)),
    fc.string({ unit: 'grapheme' }).map(markup),
    fc.uuid().map(uuid),
    number.map(float),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map(tuple),
    tie('dict'),
  ),
}))

/** Any value of a session. */
export const arbitraryValue: fc.Arbitrary<FlaskValue> = value

/** Any session. */
export const arbitrarySession: fc.Arbitrary<FlaskDict> = fc
  .array(fc.tuple(key, value), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries))

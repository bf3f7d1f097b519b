/**
 * Keeps what a function makes of a structure: of an equal one it gives the same again. At most eight are kept, the
 * latest first.
 */
export function memoizeByStructure<Input, Output>(
  make: (input: Input) => Output,
  copy: (input: Input) => Input = structuredClone,
): (input: Input) => Output {
  const kept: { readonly input: Input; readonly output: Output }[] = []
  return (input) => {
    const known = kept.find((entry) => isSameStructure(entry.input, input))
    if (known !== undefined) return known.output
    const output = make(input)
    kept.unshift({ input: copy(input), output })
    kept.length = Math.min(kept.length, MAX_KEPT)
    return output
  }
}

const MAX_KEPT = 8

/**
 * Whether two option objects say the same: text, numbers, flags and bytes are compared, plain objects and lists member
 * by member, everything else by identity, and so `store` and `isLive`. Other functions and schemas are made anew by each
 * call and do not count.
 */
function isSameStructure(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a === 'function') return typeof b === 'function'
  if (!isStructure(a) || !isStructure(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  keys.delete('schema')
  return [...keys].every((key) =>
    IDENTICAL.has(key) ? a[key] === b[key] : isSameStructure(a[key], b[key]),
  )
}

/** What keeps tenants apart, and looks alike. */
const IDENTICAL = new Set(['store', 'isLive'])

/** Bytes are structures too: their members are their indices. */
function isStructure(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Uint8Array || Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

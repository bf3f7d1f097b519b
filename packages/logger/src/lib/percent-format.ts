import { attempt } from './attempt.ts'
import { convert } from './percent-convert.ts'
import { type IsSecret, REDACTED } from './redaction.ts'

/** What came of a template. */
export type Formatted = readonly [
  text: string,
  /** How many of the arguments the template takes. */
  used: number,
  /** Whether it names its values, which are then those of the first argument. */
  hasNames: boolean,
  /** The first placeholder that has no value, or one that does not fit. */
  misfit: string | undefined,
]

/**
 * Puts arguments into a template, as Python's `template % args` does ("printf-style String Formatting"). Arguments
 * beyond those that it takes are left to the caller. Widths and precisions go up to 10,000. Never throws.
 */
export function formatPercent(
  template: string,
  args: readonly unknown[],
  isSecret: IsSecret,
): Formatted {
  let queue = [...args]
  let hasNames = false
  let misfit: string | undefined
  const format = ([all, name, flags = '', width, precision, letter = '']: string[]): string => {
    if (all === '%%') return '%'
    if (name !== undefined) {
      hasNames = true
      const mapping: Readonly<Record<string, unknown>> = Object(args[0])
      queue = Object.hasOwn(mapping, name) ? [mapping[name]] : []
    }
    const [columns = 0, digits] = [takeCount(width, queue), takeCount(precision, queue)]
    if (queue.length === 0 || letter === '') throw new RangeError(all)
    const value = queue.shift()
    if (name !== undefined && isSecret(name)) return REDACTED
    return convert(letter, flags, columns, digits && Math.max(digits, 0), value, isSecret)
  }
  const text = template.replace(PLACEHOLDER, (...match: string[]) => {
    const part = attempt(() => format(match), undefined)
    if (part === undefined) misfit ??= match[0]
    return part ?? ''
  })
  return [text, hasNames ? 1 : args.length - queue.length, hasNames, misfit]
}

// placeholder = "%" [ "(" name ")" ] *flag [ count ] [ "." [ count ] ] [ "h" / "l" / "L" ] [ letter ]
// A name may hold pairs of parentheses. Where a letter is not there, or is no conversion, the placeholder has none.
const PLACEHOLDER =
  /%%|%(?:\(((?:[^()]|\([^()]*\))*)\))?([#0\- +]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?([sracdiuoxXeEfFgG]?)/gs

/** The bound keeps a template or an argument from making a text of gigabytes. */
function takeCount(count: string | undefined, queue: unknown[]): number | undefined {
  if (count === undefined) return count
  const value = count === '*' ? queue.shift() : Number(count)
  if (typeof value === 'number' && Math.abs(value) <= 10_000 && value % 1 === 0) return value
  throw new RangeError(count)
}

/**
 * Says what a variable must be, and what it is.
 *
 * @param input the value, or the variables that it is one of
 */
export function must(name: string, rule: string, input: unknown): string {
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, name) : input
  return `${name} must ${rule}, not ${JSON.stringify(value)}`
}

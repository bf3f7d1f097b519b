/** The categories that were declared, and `message`; `undefined` when any text is one. */
export type Categories = ReadonlySet<unknown> | undefined

/**
 * Refuses a category that was not declared.
 *
 * @throws RangeError that names those that were
 */
export function checkCategory(categories: Categories, category: unknown): void {
  if (typeof category === 'string' && categories?.has(category) !== false) return
  const names = [...(categories ?? ['any text'])].join(', ')
  throw new RangeError(`category '${String(category)}' was not declared; there are: ${names}`)
}

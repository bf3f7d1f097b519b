/** The categories that were declared, and `message`. */
export interface Categories {
  /** Whether messages may be of that category. */
  has(category: string): boolean
  /**
   * Refuses what was not declared.
   *
   * @throws TypeError when it is no text
   * @throws RangeError when it was not declared; the message names those that were
   */
  check(category: unknown): void
}

/**
 * Makes the check of categories.
 *
 * @param declared the names besides `message`; `undefined` for any text
 * @throws TypeError when it is no list of texts
 */
export function createCategories(declared: readonly string[] | undefined): Categories {
  if (declared !== undefined && !isTexts(declared)) {
    throw new TypeError('categories must be a list of texts')
  }
  const names = new Set(['message', ...(declared ?? [])])
  const has = (category: string): boolean => declared === undefined || names.has(category)
  function check(category: unknown): void {
    if (typeof category !== 'string') throw new TypeError('a category must be a text')
    if (has(category)) return
    throw new RangeError(`category '${category}' was not declared; there are ${list(names)}`)
  }
  return { has, check }
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === 'string')
}

function list(names: Iterable<string>): string {
  return Array.from(names, (name) => `'${name}'`).join(', ')
}

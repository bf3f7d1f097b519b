import type { HeaderPatch } from '@costrel/http'
import type { JsonValue } from '@costrel/session'
import { checkCategory, type Categories } from './categories.ts'
import type { FlashedMessage, Flashes, ReadOptions } from './flashes.ts'
import type { FlashOptions } from './settings.ts'
import { canBeShown } from './shown.ts'

/** The messages of one session, which keeps them itself. */
export interface MessageList {
  /**
   * Adds a message behind the others.
   *
   * @throws TypeError when the session cannot carry it
   */
  add(category: string, message: JsonValue): void
  /** Takes all messages out of the session, in the order in which they were added. */
  take(): readonly (readonly [category: string, message: unknown])[]
}

/** Messages that stand in the session, as Flask keeps them, and not in cookies of their own. */
export interface SessionFlash<Category extends string = string> {
  /** Begins a request's messages. Nothing is looked at before they are used. */
  open(request: Request, list: MessageList): Flashes<Category>
}

/**
 * Messages of a session whose format has a place for them (`sessions.flashes`). They are gone once they are read, unless
 * the response is 500 or above; another framework's messages are shown whatever their category.
 *
 * @throws TypeError when an option is given that has no meaning there
 */
export function createSessionFlash<const Category extends string = string>(
  options: Omit<FlashOptions<Category>, 'signer'>,
): SessionFlash<Category> {
  for (const option of ['cookie', 'lifetime', 'maxMessages', 'notice'] as const) {
    if (options[option] === undefined) continue
    throw new TypeError(
      `${option} has no meaning where the session keeps the messages; take it out`,
    )
  }
  const { categories } = options
  const declared = categories && new Set<unknown>(['message', ...categories])
  return { open: (request, list) => new SessionFlashes<Category>(declared, request, list) }
}

/** A class for the reasons that a session is one (decisions/session-objects.md). */
class SessionFlashes<Category extends string> implements Flashes<Category> {
  readonly #categories: Categories
  readonly #request: Request
  readonly #list: MessageList
  #taken: readonly FlashedMessage<Category>[] | undefined
  isTouched = false

  constructor(categories: Categories, request: Request, list: MessageList) {
    this.#categories = categories
    this.#request = request
    this.#list = list
  }

  flash(message: JsonValue, category: Category | 'message' = 'message'): void {
    checkCategory(this.#categories, category)
    this.isTouched = true
    this.#list.add(category, message)
  }
  getFlashedMessages(
    options: ReadOptions<Category> & { readonly withCategories: true },
  ): FlashedMessage<Category>[]
  getFlashedMessages(
    options?: ReadOptions<Category> & { readonly withCategories?: false },
  ): JsonValue[]
  getFlashedMessages({
    withCategories = false,
    categoryFilter = [],
    fragment = false,
  }: ReadOptions<Category> = {}): JsonValue[] | FlashedMessage<Category>[] {
    const wanted = [categoryFilter].flat().filter((category) => category !== '')
    for (const category of wanted) checkCategory(this.#categories, category)
    const pairs = this.#read(fragment).filter(
      ([category]) => wanted.length === 0 || wanted.includes(category),
    )
    return withCategories ? pairs : pairs.map(([, message]) => message)
  }
  patch(): HeaderPatch {
    return NOTHING
  }

  #read(fragment: boolean): readonly FlashedMessage<Category>[] {
    this.isTouched = true
    if (this.#taken === undefined && canBeShown(this.#request, fragment)) {
      this.#taken = this.#list.take().map(toPair<Category>)
    }
    return this.#taken ?? []
  }
}

/** The session sets the headers. */
const NOTHING: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }

/** What the other framework flashed is taken as it is, whatever its category. */
function toPair<Category extends string>([category, message]: readonly [
  category: string,
  message: unknown,
]): FlashedMessage<Category> {
  const pair = [category as Category, message as JsonValue] as const
  return Object.defineProperty(pair, 'id', {
    value: crypto.randomUUID(),
  }) as FlashedMessage<Category>
}

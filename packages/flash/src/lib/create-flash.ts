import type { HeaderPatch } from '@costrel/http'
import type { JsonValue } from '@costrel/session'
import { addMessage } from './add-message.ts'
import { checkCategory } from './categories.ts'
import type { OnFlashEvent } from './events.ts'
import type { Flashes, FlashedMessage, FlashOutcome, ReadOptions } from './flashes.ts'
import type { CurrentUser, FlashState } from './flash-state.ts'
import type { Message } from './message.ts'
import { makePatch } from './patch.ts'
import { readMessages } from './read-messages.ts'
import { readSettings, type FlashOptions, type Settings } from './settings.ts'

/** What the adapter knows of a request. */
export interface FlashOpenOptions {
  /**
   * Who is logged in: messages are for them alone. Asked only when there is a message, and again for the patch.
   * Default: nobody ever is.
   */
  readonly user?: () => string | undefined
  /** Receives this request's events, besides the option `onEvent`. Default: nobody. */
  readonly onEvent?: OnFlashEvent | undefined
}

/** Messages that are shown once. */
export interface Flash<Category extends string = string> {
  /** Full name of the cookies, without the id. */
  readonly cookieName: string
  /** Begins a request's messages. Nothing is looked at before they are used. */
  open(request: Request, options?: FlashOpenOptions): Flashes<Category>
}

/**
 * Messages that the next page shows, each in a signed cookie of its own. Checked once, at construction; nothing is read
 * from the environment.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value; the message names it
 */
export function createFlash<const Category extends string = string>(
  options: FlashOptions<Category>,
): Flash<Category> {
  const settings = readSettings(options)
  return {
    cookieName: settings.cookie.name,
    open: (request, options = {}) => new RequestFlashes<Category>(settings, request, options),
  }
}

const nobody: CurrentUser = () => undefined

/** A class, against the rule of the house, for the reasons that a session is one (decisions/session-objects.md). */
class RequestFlashes<Category extends string> implements Flashes<Category> {
  readonly #state: FlashState

  constructor(settings: Settings, request: Request, options: FlashOpenOptions) {
    const { user = nobody, onEvent } = options
    this.#state = {
      settings,
      request,
      user,
      observers: onEvent === undefined ? settings.observers : [...settings.observers, onEvent],
      isTouched: false,
      added: [],
      taken: undefined,
      patch: undefined,
    }
  }

  get isTouched(): boolean {
    return this.#state.isTouched
  }
  flash(message: JsonValue, category: Category | 'message' = 'message'): void {
    addMessage(this.#state, message, category)
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
    const filter = createFilter(this.#state, categoryFilter)
    const pairs = readMessages(this.#state, fragment)
      .filter(filter)
      .map(toPair<Category>)
    return withCategories ? pairs : pairs.map(([, message]) => message)
  }
  patch(outcome: FlashOutcome): HeaderPatch {
    this.#state.patch ??= makePatch(this.#state, outcome)
    return this.#state.patch
  }
}

/** As in Flask, an empty filter is none. */
function createFilter(
  { settings }: FlashState,
  filter: string | readonly string[],
): (message: Message) => boolean {
  const wanted = [filter].flat().filter((category) => category !== '')
  for (const category of wanted) checkCategory(settings.categories, category)
  return ({ content }) => wanted.length === 0 || wanted.includes(content[1])
}

/** A copy. The category was checked when it was flashed, and again when its cookie was opened. */
function toPair<Category extends string>({ id, content }: Message): FlashedMessage<Category> {
  const [, category, message] = structuredClone(content)
  const pair = [category as Category, message] as const
  return Object.defineProperty(pair, 'id', { value: id }) as FlashedMessage<Category>
}

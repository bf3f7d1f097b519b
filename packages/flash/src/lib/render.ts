import type { JsonValue } from '@costrel/session'

/** A pair as `getFlashedMessages({ withCategories: true })` gives it, or one made by hand. */
export type RenderableMessage = readonly [category: string, message: JsonValue] & {
  readonly id?: string
}

/**
 * Writes messages as HTML, escaped: one `<div class="flash">` each, with `role="alert"` for the categories `error` and
 * `warning` and `role="status"` for the others, so that screen readers tell of them. What is no text is written as JSON;
 * only `Markup`, which a Flask app on the other side of the session flashed, is HTML already.
 *
 * @returns HTML for the inside of any element; the empty text without messages
 */
export function renderFlashedMessages(messages: readonly RenderableMessage[]): string {
  return messages.map(renderMessage).join('\n')
}

function renderMessage(pair: RenderableMessage): string {
  const [category, message] = pair
  const role = category === 'error' || category === 'warning' ? 'alert' : 'status'
  const id = pair.id === undefined ? '' : ` data-flash-id="${escapeHtml(pair.id)}"`
  const attributes = `class="flash" role="${role}" data-category="${escapeHtml(category)}"${id}`
  return `<div ${attributes}>${contentOf(message)}</div>`
}

/**
 * The HTML of a message. Markup is known by its mark, which no JSON text can make: `isMarkup` of `@costrel/signing/flask` would
 * bring Flask's format into every bundle.
 */
function contentOf(message: JsonValue): string {
  if (typeof message !== 'object') return escapeHtml(String(message))
  const { html, [PYTHON_TYPE]: type } = Object(message)
  return type === 'markup' ? String(html) : escapeHtml(JSON.stringify(message, writeBigint))
}

const PYTHON_TYPE = Symbol.for('costrel.pythonType')

/** Python's integers may be too big for JSON. */
function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value
}

/** Fit for text and for attributes in double or single quotes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

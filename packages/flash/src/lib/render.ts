import type { JsonValue } from '@costrel/session'

/** A pair as `getFlashedMessages({ withCategories: true })` gives it, or one made by hand. */
export type RenderableMessage = readonly [category: string, message: JsonValue] & {
  readonly id?: string
}

/**
 * Writes messages as HTML, escaped: one `<div class="flash">` each, with `role="alert"` for the categories `error` and
 * `warning` and `role="status"` for the others, so that screen readers tell of them. What is no text is written as JSON.
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
  const text = typeof message === 'string' ? message : JSON.stringify(message)
  const attributes = `class="flash" role="${role}" data-category="${escapeHtml(category)}"${id}`
  return `<div ${attributes}>${escapeHtml(text)}</div>`
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

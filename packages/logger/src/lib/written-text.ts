/** A text of at most 8,192 characters, with an ellipsis where it is cut. */
export function cutText(text: string): string {
  return text.length > 8192 ? `${text.slice(0, 8192)}…` : text
}

/**
 * Makes visible what could end a line or change how a terminal shows it: the control characters of C0 and C1, DEL, the
 * separators U+2028 and U+2029, and the bidirectional marks (Unicode TR9, "Trojan Source", CVE-2021-42574). ANSI
 * sequences begin with one of these. In a JSON text the escapes are JSON's own.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, escapeCharacter)
}

/** A character as JSON escapes it: `\n`, or its code point in four hexadecimal digits or more. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)?.toString(16).padStart(4, '0')
  return SHORT_ESCAPES[character] ?? `\\u${code}`
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
}

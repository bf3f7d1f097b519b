/** Bytes as base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The bytes behind {@link encodeBase64}, or null when the text is not what it writes. */
export function decodeBase64(text: string): Uint8Array | null {
  if (!BASE64.test(text)) return null
  const bytes = Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0))
  return encodeBase64(bytes) === text ? bytes : null
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Bytes as base64url without padding (RFC 4648 §5). For the few bytes of ids; tokens take the native path. */
export function encodeBytes(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

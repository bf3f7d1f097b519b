/**
 * Checks one secret and gives its bytes.
 *
 * @param option how the developer named it, such as `secrets[0]`: messages say the option, never the secret
 * @throws TypeError when it is neither text nor bytes
 * @throws RangeError when it is shorter than 32 bytes or plainly no random value
 */
export function checkSecret(secret: unknown, option: string): Uint8Array {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`${option} must be text or bytes; is the environment variable set? ${MEND}`)
  }
  if (bytes.length < MIN_BYTES) {
    throw new RangeError(`${option} has ${bytes.length} bytes, it needs ${MIN_BYTES}; ${MEND}`)
  }
  if (new Set(bytes).size < MIN_DISTINCT) {
    throw new RangeError(`${option} repeats a few characters, it is no random value; ${MEND}`)
  }
  return new Uint8Array(bytes) // a Buffer's own slice() would share the memory
}

const MIN_BYTES = 32
const MIN_DISTINCT = 8
const MEND = 'make one with: openssl rand -base64 32'

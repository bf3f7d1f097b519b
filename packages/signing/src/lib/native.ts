/**
 * The seam's native side (the other is `portable.ts`; package.json's `imports` choose). `process.getBuiltinModule` is
 * there, and synchronous, on Node, Bun, Deno and Workers with `nodejs_compat`; what we need of it is declared here, so
 * that no other file sees a runtime's types.
 */
interface Hmac {
  update(data: string): Hmac
  digest(encoding: 'base64url'): string
}

interface Hash {
  update(data: string): Hash
  digest(encoding: 'hex'): string
}

interface SecretKey {
  readonly type: string
}

interface Cipher {
  setAutoPadding(on: boolean): Cipher
  setAAD(data: Uint8Array): Cipher
  getAuthTag(): Uint8Array
  setAuthTag(tag: Uint8Array): Cipher
  update(data: Uint8Array): Uint8Array
  final(): Uint8Array
}

interface MakeCipher {
  (algorithm: 'aes-256-ecb', key: SecretKey, iv: ''): Cipher
  (algorithm: 'aes-256-gcm', key: SecretKey, iv: Uint8Array, options: TagOptions): Cipher
}

interface TagOptions {
  readonly authTagLength: number
}

interface NativeCrypto {
  createCipheriv: MakeCipher
  createDecipheriv: MakeCipher
  createHash(algorithm: 'sha256'): Hash
  createHmac(algorithm: 'sha256', key: SecretKey): Hmac
  createSecretKey(key: Uint8Array): SecretKey
  hkdfSync(
    digest: 'sha256',
    key: Uint8Array,
    salt: Uint8Array,
    info: string,
    length: number,
  ): ArrayBuffer
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

interface NativeBuffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: 'base64url'): string
}

interface BufferConstructor {
  from(text: string, encoding: 'base64url' | 'latin1'): NativeBuffer
  from(data: string | Uint8Array): NativeBuffer
  concat(parts: readonly Uint8Array[]): NativeBuffer
}

interface NativeProcess {
  getBuiltinModule?(name: 'node:crypto'): NativeCrypto
  getBuiltinModule?(name: 'node:buffer'): { Buffer: BufferConstructor }
}

declare const process: NativeProcess | undefined

if (typeof process === 'undefined' || process.getBuiltinModule === undefined) {
  throw new Error('@costrel/signing needs node:crypto: Node 22.3, or nodejs_compat on Workers')
}

const native = process.getBuiltinModule('node:crypto')
const { Buffer } = process.getBuiltinModule('node:buffer')

/** Makes HMAC-SHA-256 (RFC 2104) of texts' UTF-8 bytes, as 43 characters of base64url. */
export function createMac(key: Uint8Array): (text: string) => string {
  const ready = native.createSecretKey(key) // made once: a raw key costs ten times the MAC
  return (text) => native.createHmac('sha256', ready).update(text).digest('base64url')
}

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export function hashText(text: string): string {
  return native.createHash('sha256').update(text).digest('hex')
}

/** Compares two texts, one of them ASCII, in constant time; texts of unequal length are unequal. */
export function isEqual(a: string, b: string): boolean {
  return (
    a.length === b.length &&
    native.timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1')) &&
    a === b // latin1 is faster to make than UTF-8, and has only the lower eight bits
  )
}

/** 32 bytes of HKDF-SHA-256 (RFC 5869) with an empty salt. */
export function hkdf(secret: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(native.hkdfSync('sha256', secret, new Uint8Array(0), info, 32))
}

/** Makes AES-256 of whole blocks of 16 bytes, each alone (FIPS 197). */
export function createBlockCipher(key: Uint8Array): (blocks: Uint8Array) => Uint8Array {
  // blocks leave no state behind, so one cipher does for all; workerd wants '' for no iv, not null
  const cipher = native.createCipheriv('aes-256-ecb', native.createSecretKey(key), '')
  cipher.setAutoPadding(false)
  return (blocks) => cipher.update(blocks)
}

/** AES-256-GCM (NIST SP 800-38D) under a nonce of 12 bytes: the ciphertext and a tag of 16 bytes. */
export function encryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
): Uint8Array {
  const cipher = native.createCipheriv('aes-256-gcm', native.createSecretKey(key), nonce, TAG)
  cipher.setAAD(aad)
  const ciphertext = cipher.update(plaintext)
  cipher.final() // gives nothing in this mode, and makes the tag
  return Buffer.concat([ciphertext, cipher.getAuthTag()])
}

/** The plaintext behind `encryptGcm`, or `null` when anything of it differs. */
export function decryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  aad: Uint8Array,
): Uint8Array | null {
  const tag = box.subarray(-TAG.authTagLength)
  if (tag.length !== TAG.authTagLength) return null // Node 24 and workerd would take a shorter one
  const cipher = native.createDecipheriv('aes-256-gcm', native.createSecretKey(key), nonce, TAG)
  cipher.setAAD(aad).setAuthTag(tag)
  const plaintext = cipher.update(box.subarray(0, -TAG.authTagLength))
  try {
    cipher.final()
    return plaintext
  } catch {
    return null
  }
}

const TAG = { authTagLength: 16 }

/** Bytes, or a text's UTF-8, as base64url without padding (RFC 4648 §5). */
export function encodeBase64url(data: string | Uint8Array): string {
  return Buffer.from(data).toString('base64url')
}

/** The text behind base64url. Lenient: callers check that it encodes to the same again. */
export function decodeBase64url(text: string): string {
  return Buffer.from(text, 'base64url').toString()
}

/** The bytes behind base64url. Lenient: callers check that they encode to the same again. */
export function decodeBytes(text: string): Uint8Array {
  return Buffer.from(text, 'base64url')
}

/** Text as UTF-8. */
export function encodeText(text: string): Uint8Array {
  return Buffer.from(text)
}

/** The text behind UTF-8. Lenient: what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

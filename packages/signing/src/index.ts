export {
  createKeyRing,
  type DerivedKey,
  type KeyRing,
  type SecretOptions,
  type Secrets,
} from './lib/key-ring.ts'
export { hashText } from './lib/hash-text.ts'
export { createKeyedHash, type KeyedHashOptions } from './lib/keyed-hash.ts'
export { createSealer, type Sealer, type SealerOptions } from './lib/sealer.ts'
export { createSigner, type Signer, type SignerOptions } from './lib/signer.ts'
export {
  type OpenOptions,
  type Opened,
  type RefusalReason,
  type Refused,
  type SignOptions,
} from './lib/token.ts'

export type { KeyDerivation } from './lib/itsdangerous/derive-key.ts'
export type { JsonValue } from './lib/itsdangerous/json-value.ts'
export type { DigestName } from './lib/itsdangerous/digest-name.ts'
export type {
  ItsdangerousOpened,
  ItsdangerousOpenOptions,
  ItsdangerousRefusal,
  ItsdangerousRefused,
  ItsdangerousSignOptions,
  ItsdangerousTimedOpened,
} from './lib/itsdangerous/opened.ts'
export {
  createItsdangerousSerializer,
  type ItsdangerousSerializer,
  type ItsdangerousSerializerOptions,
} from './lib/itsdangerous/serializer.ts'
export {
  createItsdangerousSigner,
  type ItsdangerousSigner,
  type ItsdangerousSignerOptions,
} from './lib/itsdangerous/signer.ts'
export type { KeyOptions, SecretKeys } from './lib/itsdangerous/signing-keys.ts'
export {
  createItsdangerousTimestampSigner,
  type ItsdangerousTimestampSigner,
} from './lib/itsdangerous/timestamp-signer.ts'
export {
  createItsdangerousUrlSafeSerializer,
  createItsdangerousUrlSafeTimedSerializer,
  type ItsdangerousUrlSafeSerializerOptions,
  type ItsdangerousUrlSafeTimedSerializer,
} from './lib/itsdangerous/url-safe-serializer.ts'

export {
  createFlaskCookie,
  type FlaskCookie,
  type FlaskCookieOptions,
  type FlaskSession,
} from './lib/flask/cookie.ts'
export { decodeTaggedValue, encodeTaggedValue } from './lib/flask/tagged-json.ts'
export {
  float,
  isFloat,
  isMarkup,
  isTuple,
  isUuid,
  markup,
  PYTHON_TYPE,
  tuple,
  uuid,
  type FlaskDict,
  type FlaskValue,
  type Markup,
  type PythonFloat,
  type Tuple,
  type Uuid,
} from './lib/flask/tagged-values.ts'
export { isWeakSecretKey } from './lib/flask/weak-secret.ts'
export type { KeyDerivation } from './lib/itsdangerous/derive-key.ts'
export type { DigestName } from './lib/itsdangerous/digest-name.ts'
export type {
  ItsdangerousOpenOptions,
  ItsdangerousRefusal,
  ItsdangerousRefused,
  ItsdangerousSignOptions,
  ItsdangerousTimedOpened,
} from './lib/itsdangerous/opened.ts'

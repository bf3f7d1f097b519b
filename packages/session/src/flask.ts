export { flask, type FlaskFormatOptions } from './lib/flask/flask.ts'
export {
  float,
  isMarkup,
  isTuple,
  isUuid,
  markup,
  tuple,
  uuid,
  type FlaskValue,
  type Markup,
  type Tuple,
  type Uuid,
} from '@costrel/signing/flask'

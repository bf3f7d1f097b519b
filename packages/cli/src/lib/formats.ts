import { sealedFormat, signedFormat } from './own-formats.ts'
import type { TokenFormat } from './token-format.ts'

/** Every format that the command speaks: `--format` names one, and a token is read by the first that knows it. */
export const FORMATS: readonly [TokenFormat, ...TokenFormat[]] = [signedFormat, sealedFormat]

/** Checks of what developers pass at construction; every message names the option and the mend. */

/** @throws TypeError when it is given and is no function */
export function checkFunction(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${option} must be a function`)
  }
}

/** @throws TypeError when it is given and is neither `true` nor `false` */
export function checkBoolean(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`${option} must be true or false`)
  }
}

/** @throws TypeError when it is given and is no object */
export function checkObject(option: string, value: unknown, example: string): void {
  if (
    value !== undefined &&
    (typeof value !== 'object' || value === null || Array.isArray(value))
  ) {
    throw new TypeError(`${option} must be an object, such as ${example}`)
  }
}

/** @throws TypeError when it is given and is no text */
export function checkText(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string')
    throw new TypeError(`${option} must be text`)
}

export { createFlash, type Flash, type FlashOpenOptions } from './lib/create-flash.ts'
export { FlashError } from './lib/errors.ts'
export { type FlashEvent, type OnFlashEvent } from './lib/events.ts'
export {
  type Flashes,
  type FlashedMessage,
  type FlashOutcome,
  type ReadOptions,
} from './lib/flashes.ts'
export { type RenderableMessage, renderFlashedMessages } from './lib/render.ts'
export { type FlashCookieOptions, type FlashOptions } from './lib/settings.ts'

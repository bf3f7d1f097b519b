export { createSessionFlash, type MessageList, type SessionFlash } from './lib/session-flash.ts'

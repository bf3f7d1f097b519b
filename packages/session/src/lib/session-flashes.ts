import type { JsonValue } from './json-value.ts'

/** Flashed messages that stand in the session itself, where its format has a place for them. */
export interface SessionFlashes<Session> {
  /**
   * Adds a message behind the others.
   *
   * @throws TypeError when the format cannot carry the message, naming the path
   */
  add(session: Session, category: string, message: JsonValue): void
  /** Takes all messages out of the session. */
  take(session: Session): (readonly [category: string, message: unknown])[]
}

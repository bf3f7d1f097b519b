import type { SessionDocument } from '../payload.ts'
import { publicId, type StoreToken } from './token.ts'

/** A stored session as a document, whose id is made when it is first asked for: most requests ask for none. */
export function createDocument(
  token: StoreToken,
  { createdAt, user, authAt, remember, data }: Omit<SessionDocument, 'id'>,
): SessionDocument {
  let id: string | undefined
  return {
    get id() {
      return (id ??= publicId(token))
    },
    createdAt,
    user,
    authAt,
    remember,
    data,
  }
}

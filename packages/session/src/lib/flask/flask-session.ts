import { RequestSession } from '../create-session.ts'
import { SessionUnsupported } from '../errors.ts'

/** A session in Flask's cookie: what that has no place for throws, and names the key to set instead. */
export class FlaskSession<Data extends object> extends RequestSession<Data> {
  override get id(): never {
    throw unsupported('id', "set a key of your own; Flask-Login's is '_id'")
  }
  override get createdAt(): never {
    throw unsupported('createdAt', TIME)
  }
  override get user(): never {
    throw unsupported('user', "get the key that your Flask app sets, such as '_user_id'")
  }
  override get authAge(): never {
    throw unsupported('authAge', "set a time of your own, such as 'logged_in_at'")
  }
  override get lastSeenAt(): never {
    throw unsupported('lastSeenAt', TIME)
  }
  override get expiresAt(): never {
    throw unsupported('expiresAt', TIME)
  }
  override get remember(): never {
    throw unsupported('remember', PERMANENT)
  }
  override set remember(_remember: boolean) {
    throw unsupported('remember', PERMANENT)
  }
  override login(_user: string): never {
    throw unsupported('login', "set the key that your Flask app reads, such as '_user_id'")
  }
  override regenerate(): never {
    throw unsupported('regenerate', "clear() it, then set what stays, such as '_user_id'")
  }
  override rotate(): never {
    throw unsupported('rotate', "set a key, such as 'csrf_token', to have the cookie made again")
  }
  override requireRecentLogin(_seconds: number): never {
    throw unsupported(
      'requireRecentLogin',
      "get the key that your Flask app sets, such as '_fresh'",
    )
  }
}

const TIME = "set a key of your own, such as 'created_at'"
const PERMANENT = "set '_permanent' to true"

function unsupported(member: string, mend: string): SessionUnsupported {
  return new SessionUnsupported(`Flask's cookie has no place for session.${member}: ${mend}`)
}

import { jwtVerify, SignJWT } from 'jose'
import { SECRET } from '../secret.ts'

const key = new TextEncoder().encode(SECRET)

export default async (request: Request): Promise<Response> => {
  if (request.url.endsWith('/write')) {
    const token = await new SignJWT({ user: 'ada' }).setProtectedHeader({ alg: 'HS256' }).sign(key)
    return new Response('ada', { headers: { 'set-cookie': `session=${token}; HttpOnly; Secure` } })
  }
  const token = /(?:^|; )session=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
  try {
    return new Response(String((await jwtVerify(token, key)).payload['user']))
  } catch {
    return new Response('nobody')
  }
}

/** Names by which rows refer to one another. */
export const HONO = 'Hono, one empty middleware'
export const FETCH = 'fetch handler, one empty wrapper'
export const H3_BASE = 'h3, one empty middleware'
export const REMIX = 'Remix fetch-router, one empty middleware'
export const EXPRESS = 'express, one empty middleware'
export const FLOOR = 'floor: native HMAC, JSON, three headers'

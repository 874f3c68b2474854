/**
 * Why Graph did not answer what was asked: a block of a page says it in words, with what to do.
 * `not-connected`: no application of Graph's is configured. `not-consented`: that organisation has not let ours in.
 * `not-permitted`: the application lacks a permission. `not-licensed`: the organisation has not bought it.
 */
export const TROUBLES = [
  'not-connected',
  'not-consented',
  'not-permitted',
  'not-licensed',
  'not-found',
  'throttled',
  'unavailable',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** A part of what is known of somebody, or why it is not known: each stands alone. */
export type Block<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly trouble: Trouble; readonly permission: string }

import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Log } from '../../services/log.ts'

const KEYS_FRESH_MS = 24 * 3_600_000
/** An unknown key id asks for the keys again, but forged ids must not turn us into a flood upon the issuer. */
const KEYS_AGAIN_MS = 60_000
const KEYS_AFTER_FAILURE_MS = 5_000
const FETCH_TIMEOUT_MS = 5_000

const metadata = z.object({ jwks_uri: z.url() })
const keySet = z.object({ keys: z.array(z.unknown()) })
const signingKey = z.object({
  kid: z.string(),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
})

export interface SigningKey {
  readonly key: KeyObject
  readonly endorsements: readonly string[]
}

interface Needs {
  /** OpenID Connect's discovery document. */
  readonly metadataUrl: string
  readonly now: () => number
  readonly log: Log
}

/**
 * An issuer's keys by id. Kept while the issuer cannot be reached; fetched once for all who wait; asked for again
 * after a day, or when a token names an unknown key.
 */
export function signingKeys({ metadataUrl, now, log }: Needs): { find(kid: string): Promise<SigningKey | undefined> } {
  let known: ReadonlyMap<string, SigningKey> = new Map()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let nextTryAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  async function refresh(): Promise<void> {
    try {
      known = await fetchKeys(metadataUrl)
      fetchedAt = now()
      nextTryAt = now() + KEYS_AGAIN_MS
    } catch (error) {
      nextTryAt = now() + KEYS_AFTER_FAILURE_MS
      log.error({ error }, 'The keys of the channel could not be fetched.')
    }
  }

  async function find(kid: string): Promise<SigningKey | undefined> {
    const wanted = !known.has(kid) || now() - fetchedAt > KEYS_FRESH_MS
    if (wanted && (fetching !== undefined || now() >= nextTryAt)) {
      fetching ??= refresh().finally(() => {
        fetching = undefined
      })
      if (!known.has(kid)) await fetching
    }
    return known.get(kid)
  }

  return { find }
}

async function fetchKeys(metadataUrl: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { jwks_uri } = metadata.parse(await fetchJson(metadataUrl))
  const { keys } = keySet.parse(await fetchJson(jwks_uri))
  const usable = keys.map((key) => signingKey.safeParse(key).data).filter((key) => key !== undefined)
  return new Map(
    usable.map(({ kid, kty, n, e, endorsements }) => [
      kid,
      { key: createPublicKey({ key: { kty, n, e }, format: 'jwk' }), endorsements },
    ]),
  )
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`The issuer answered ${response.status}.`)
  return await response.json()
}

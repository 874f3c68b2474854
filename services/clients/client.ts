/** An organisation that a partner looks after, or the reader's own. Times in milliseconds since 1970. */
export interface Client {
  /** Its tenant. */
  readonly id: string
  /** Empty: the reader's own. */
  readonly name: string
  /** Its default domain; empty: Microsoft does not say. */
  readonly domain: string
  /** Until when it has given administration to the partner (GDAP); `undefined`: it has not. */
  readonly delegatedUntil: number | undefined
}

/** So many stand on a page. */
export const CLIENTS_A_PAGE = 15

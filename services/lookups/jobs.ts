/** What device actions leave to be done. */
export interface LookupJobs {
  readonly 'device.act': { readonly actionId: string }
  /** `n` counts the looks, from 0. */
  readonly 'device.follow': { readonly actionId: string; readonly n: number }
}

/** What is said of look-ups, to the operator. */
export type LookupNotice =
  /** What is known of the person now. */
  /** `client`: what the program that it was asked with says of itself; a role may be for some alone. */
  | { readonly kind: 'looked-up'; readonly lookupId: string; readonly client: string }
  /** What came of a device action. */
  | { readonly kind: 'device-acted'; readonly actionId: string }

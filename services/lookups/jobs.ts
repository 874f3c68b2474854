/** What device actions leave to be done. */
export interface LookupJobs {
  readonly 'device.act': { readonly actionId: string }
  /** `n` counts the looks, from 0. */
  readonly 'device.follow': { readonly actionId: string; readonly n: number }
}

/** What is said of look-ups, to the operator. */
export type LookupNotice =
  /** What is known of the person now. */
  | { readonly kind: 'looked-up'; readonly lookupId: string }
  /** What came of a device action. */
  | { readonly kind: 'device-acted'; readonly actionId: string }

/** What is said of look-ups: to the operator, what is known of the person now. */
export interface LookupNotice {
  readonly kind: 'looked-up'
  readonly lookupId: string
}

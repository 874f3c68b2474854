/** What is said of requests that others approve of. */
export type ApprovalNotice =
  /** To whoever is to approve of it, or stands in for them. */
  | { readonly kind: 'approval-asked'; readonly approvalId: string; readonly isDeputy: boolean }
  /** Half of their time is over. */
  | { readonly kind: 'approval-left'; readonly approvalId: string; readonly isDeputy: boolean }
  /** To whoever asked: an approver could not be told. */
  | { readonly kind: 'approver-unreached'; readonly approvalId: string }
  /** To whoever asked: where it stands. */
  | { readonly kind: 'request-sent'; readonly requestId: string }
  | { readonly kind: 'request-ended'; readonly requestId: string }

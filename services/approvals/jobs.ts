/** What approvals leave to be done. */
export interface ApprovalJobs {
  /** Asks the directory for the requester's manager. */
  readonly 'approval.manager': { readonly requestId: string }
}

/** What is said of requests that others approve of. */
export type ApprovalNotice =
  /** To whoever is to approve of it, or stands in for them. */
  | { readonly kind: 'approval-asked'; readonly approvalId: string; readonly isDeputy: boolean }
  /** Half of their time is over. */
  | { readonly kind: 'approval-left'; readonly approvalId: string; readonly isDeputy: boolean }
  /** To whoever asked: an approver could not be told. */
  | { readonly kind: 'approver-unreached'; readonly approvalId: string }
  /** To whoever asked: the directory names no manager of theirs, or cannot be asked. */
  | { readonly kind: 'manager-missing'; readonly requestId: string }
  /** To whoever asked: where it stands. */
  | { readonly kind: 'request-sent'; readonly requestId: string }
  | { readonly kind: 'request-ended'; readonly requestId: string }

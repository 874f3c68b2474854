/** What is left to be done when somebody was moved to another workspace: a page of their incidents at a time. */
export interface MovingJobs {
  readonly 'move.tickets': {
    readonly tenantId: string
    readonly objectId: string
    readonly from: string
    readonly to: string
  }
}

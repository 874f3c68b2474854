/** What is left to be done when somebody was moved to another workspace: what else is theirs. */
export interface MovingJobs {
  readonly 'move.things': {
    readonly tenantId: string
    readonly objectId: string
    readonly from: string
    readonly to: string
  }
}

/** Within which things are looked up whose ids come from outside; nothing else exists for whoever asks. */
export interface Scope {
  readonly tenantId: string
  readonly workspaceIds: readonly string[]
}

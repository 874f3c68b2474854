/** In the thread of the desk's own card: what somebody thinks of it altogether (S2.26). */
export interface FeedbackNotice {
  readonly kind: 'feedback-sent'
  readonly name: string
  readonly text: string
}

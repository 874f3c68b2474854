import { markSeen } from '../../services/admission/seen.ts'
import type { Turn } from './reply.ts'

/** Teams may bring what a dialog saved once more, also after other things were done: then it changes nothing (F1). */
export async function isFirstSave({ db, now }: Turn, nonce: string): Promise<boolean> {
  return await markSeen(db, { conversationId: 'dialog', activityId: nonce }, now())
}

import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { findDesk } from '../workspaces/store.ts'
import { deskSubject, FIRST_TIER, type Workspace } from '../workspaces/workspace.ts'
import type { FeedbackNotice } from './jobs.ts'
import { addOpinion } from './store.ts'

/** « Envoyez-nous vos commentaires »: kept, and read out at the desk (S2.26). `key` is the dialog's: it is sent once. */
export async function sendFeedback(
  services: Pick<Services, 'db' | 'now'>,
  workspace: Pick<Workspace, 'id'>,
  author: NamedPerson,
  { key, text }: { readonly key: string; readonly text: Written },
): Promise<void> {
  if (!(await addOpinion(services, { about: `service:${key}`, workspaceId: workspace.id, author, text }))) return
  const desk = await findDesk(services.db, workspace.id, FIRST_TIER)
  if (desk === undefined) return
  const notice = { kind: 'feedback-sent', name: author.name, text } as const
  await tell<FeedbackNotice>(services, { thread: deskSubject(desk.id) }, notice)
}

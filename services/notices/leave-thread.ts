import type { Services } from '../context.ts'
import type { Language } from '../people/person.ts'
import { findLiveCard, forgetThreads, saveLiveCard } from './live-cards.ts'
import type { Subject } from './subject.ts'
import { type AnyNotice, enqueueRefresh, tell } from './tell.ts'

/**
 * Takes a subject's card and threads away from the desk where it hung: what is said there is about nothing of ours any more,
 * whoever reads there is told so, and its card becomes a plain one. The subject's next refresh hangs it at its present desk,
 * also where one that is just under way hangs it at this one yet (see `refreshCard`).
 */
export async function leaveThread<Notice extends AnyNotice>(
  services: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  { language, notice }: { readonly language: Language; readonly notice: Notice },
): Promise<void> {
  const { db } = services
  const left = await findLiveCard(db, subject, 'desk')
  await forgetThreads(db, subject)
  if (left === undefined) return
  await saveLiveCard(db, subject, 'left', left)
  await enqueueRefresh(services, subject, 'left')
  await tell<Notice>(services, { conversation: left, language }, notice)
}

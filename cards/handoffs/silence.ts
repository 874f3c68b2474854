import type { Handoff } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog, save } from '../button.ts'
import { choiceField, formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { HOLD_MINUTES } from './actions.ts'

/** One of the two warnings before a silent chat ends (S0.23). */
export function silenceCard(t: Sentences, handoffId: string, warning: 1 | 2, endsAt: number): Card {
  return plainCard(t, {
    title: t('silence.title'),
    paragraphs: [t(warning === 1 ? 'silence.first' : 'silence.second', { time: timeOf(endsAt) })],
    actions: [
      execute(t('silence.here'), 'handoff.here', { handoffId }, 'positive'),
      execute(t('away.ask'), 'handoff.pause', { handoffId }),
      execute(t('connected.end'), 'handoff.leave', { handoffId }),
    ],
  })
}

/** A warning that asks for nothing any more (N15): the chat goes on, or is over, or a second one is below. */
export function warningOverCard(t: Sentences, { state, warnings }: Pick<Handoff, 'state' | 'warnings'>): Card {
  const key = state !== 'active' ? 'silence.over' : warnings > 0 ? 'silence.below' : 'silence.thanks'
  return plainCard(t, { title: t('silence.title'), paragraphs: [t(key)] })
}

/** « Je reviens dans 20 minutes », as its requester sees it: until then nobody counts their silence (E10). */
export function awayCard(t: Sentences, { id: handoffId, analyst }: Handoff, until: number): Card {
  return plainCard(t, {
    title: t('away.title', { time: timeOf(until) }),
    paragraphs: [t('away.text', { name: asWritten(analyst?.name ?? '') })],
    actions: [
      execute(t('away.back'), 'handoff.here', { handoffId }, 'positive'),
      execute(t('connected.end'), 'handoff.leave', { handoffId }),
    ],
  })
}

/** The same in the thread, and that they are back. */
export function awayAtDeskCard(t: Sentences, name: string, until: number | undefined): Card {
  const title =
    until === undefined
      ? t('away.desk.back', { name: asWritten(name) })
      : t('away.desk', { name: asWritten(name), time: timeOf(until) })
  return plainCard(t, { title })
}

/** To the requester: the analyst needs a while. */
export function onHoldCard(t: Sentences, name: string, until: number): Card {
  return plainCard(t, {
    title: t('hold.title', { name: asWritten(name), time: timeOf(until) }),
    paragraphs: [t('hold.text')],
  })
}

/** « Il me faut un moment »: how long, by who took it. */
export function holdForm(t: Sentences, nonce: string, handoff: Pick<Handoff, 'id' | 'requester'>): Card {
  const choices = HOLD_MINUTES.map((minutes) => ({
    title: t('hold.for', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }),
    value: String(minutes),
  }))
  return formCard(t, {
    title: t('hold.ask'),
    about: t('hold.about', { name: asWritten(handoff.requester.name) }),
    fields: [choiceField({ id: 'minutes', label: t('hold.when'), value: '20' }, choices, t('form.required'))],
    actions: [save(t('hold.save'), 'handoff.hold', nonce, { handoffId: handoff.id })],
  })
}

/** What the dialog shows once it is said. */
export function heldCard(t: Sentences, name: string, until: number): Card {
  return plainCard(t, {
    title: t('hold.done', { time: timeOf(until) }),
    paragraphs: [t('hold.done.text', { name: asWritten(name) }), t('saved.close')],
  })
}

interface Unanswered {
  readonly since: number
  /** When it waits for another analyst; `undefined`: it does not by itself. */
  readonly returnsAt: number | undefined
}

/** In the thread: the requester waits for an answer of whoever took it (F6). */
export function unansweredCard(t: Sentences, handoff: Handoff, { since, returnsAt }: Unanswered): Card {
  const { id: handoffId } = handoff
  return plainCard(t, {
    overline: { text: `● ${t('unanswered.state')}`, color: 'Warning' },
    title: t('unanswered.title', namesOf(handoff)),
    paragraphs: [
      t('unanswered.since', { time: timeOf(since) }),
      ...(returnsAt === undefined ? [] : [t('unanswered.returns', { time: timeOf(returnsAt) })]),
    ],
    actions: [
      openDialog(t('hold.ask'), 'handoff.hold', { handoffId }),
      openDialog(t('desk.pass'), 'handoff.pass', { handoffId }),
    ],
  })
}

/** The same to supervisors, in their own chat. */
export function unansweredElsewhereCard(t: Sentences, handoff: Handoff, since: number): Card {
  return plainCard(t, {
    overline: { text: `● ${t('unanswered.state')}`, color: 'Warning' },
    title: t('unanswered.title', namesOf(handoff)),
    paragraphs: [t('unanswered.since', { time: timeOf(since) }), t('unanswered.supervise')],
  })
}

function namesOf({ requester, analyst }: Handoff) {
  return { name: asWritten(requester.name), analyst: asWritten(analyst?.name ?? '') }
}

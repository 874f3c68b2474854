import {
  type Block,
  type Dossier,
  type Finding,
  findingsOf,
  isWhole,
  type SeenDevice,
} from '../../services/graph/graph.ts'
import { DEVICE_ACTION_NAMES, type DeviceAction, type Lookup } from '../../services/lookups/lookup.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { cut } from '../../services/words/words.ts'
import type { DialogData } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import { execute, type Link, link, linkDialog, openDialog, save } from '../button.ts'
import { type Choice, choiceField, formCard, peopleField } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { MOST_REASON } from './actions.ts'

/** « Dépanner une personne » (S4.10): whom one looked at last, and the way to somebody else. */
export function startCard(t: Sentences, recent: readonly Lookup[], isConnected: boolean): Card {
  return plainCard(t, {
    title: t('lookup.title'),
    paragraphs: [t(isConnected ? 'lookup.about' : 'trouble.not-connected')],
    links: recent.map(({ id: lookupId, person, at }) =>
      link(t('lookup.recent', { name: asWritten(person.name), time: dateAndTimeOf(at) }), 'lookup.show', { lookupId }),
    ),
    actions: [
      ...(isConnected ? [openDialog(t('lookup.choose'), 'lookup.open', {}, 'positive')] : []),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

export interface LookupForm {
  readonly nonce: string
  readonly values: { readonly requester: string; readonly reason: string }
  readonly faults: readonly ('requester' | 'reason' | 'share' | 'scope' | 'chat')[]
  readonly known: readonly Choice[]
}

/** « Sélectionner un utilisateur »: nobody is looked at without a reason (F25). */
export function lookupForm(t: Sentences, { nonce, values, faults, known }: LookupForm): Card {
  return formCard(t, {
    title: t('lookup.choose'),
    about: t('lookup.choose.about'),
    faults: faults.map((fault) => t(`lookup.fault.${fault}`)),
    fields: [
      peopleField(
        { id: 'requester', label: t('lookup.person'), value: values.requester, hint: t('request.person') },
        false,
        t('form.required'),
        known,
      ),
      {
        type: 'Input.Text',
        id: 'reason',
        label: t('lookup.reason'),
        value: values.reason,
        placeholder: t('lookup.reason.hint'),
        maxLength: MOST_REASON,
        isRequired: true,
        errorMessage: t('form.required'),
      },
    ],
    actions: [save(t('lookup.go'), 'lookup.open', nonce, {})],
  })
}

/** It is on its way to one's own chat: Graph takes its time. */
export function lookingCard(t: Sentences, { id: lookupId, person }: Pick<Lookup, 'id' | 'person'>): Card {
  return plainCard(t, {
    title: t('lookup.looking', { name: asWritten(person.name || t('ticket.colleague')) }),
    paragraphs: [t('lookup.looking.text'), t('saved.close')],
    actions: [execute(t('lookup.again'), 'lookup.show', { lookupId })],
  })
}

/** Why nothing is shown of somebody: the reason is over, too much was looked at, the role is about others, a licence is missing. */
export type NotShown = 'over' | 'share' | 'scope' | 'licence'

export function notShownWords(t: Sentences, why: NotShown): string {
  return t(why === 'over' ? 'lookup.over.text' : `lookup.fault.${why}`)
}

export function notLookedCard(t: Sentences, { person }: Pick<Lookup, 'person'>, why: NotShown): Card {
  return plainCard(t, {
    overline: { text: `● ${t('lookup.title')}`, color: 'Attention' },
    title: asWritten(person.name || t('ticket.colleague')),
    paragraphs: [notShownWords(t, why)],
    actions: [execute(t('lookup.title'), 'lookup.start', {})],
  })
}

/** The reason was good for a working day. */
export function lookupOverCard(t: Sentences, { person }: Pick<Lookup, 'person'>): Card {
  return plainCard(t, {
    title: t('lookup.over', { name: asWritten(person.name) }),
    paragraphs: [t('lookup.over.text')],
    actions: [
      openDialog(t('lookup.choose'), 'lookup.open', {}, 'positive'),
      execute(t('lookup.title'), 'lookup.start', {}),
    ],
  })
}

/** What is known of somebody (S4.3, S4.11): first what explains their trouble, then block by block. */
export function dossierCard(
  t: Sentences,
  { id: lookupId, person, reason }: Lookup,
  dossier: Dossier,
  {
    now,
    mayAct,
    isLicenceUnknown = false,
  }: { readonly now: number; readonly mayAct: boolean; readonly isLicenceUnknown?: boolean },
): Card {
  const findings = findingsOf(dossier, now)
  return plainCard(t, {
    overline: { text: `● ${t('lookup.title')}`, color: findings.length > 0 || !isWhole(dossier) ? 'Warning' : 'Good' },
    title: asWritten(person.name),
    person: person.name,
    quote: reason,
    paragraphs: [
      ...(findings.length === 0
        ? [t(isWhole(dossier) ? 'finding.none' : 'finding.partial')]
        : findings.map((its) => findingWords(t, its))),
      ...blocksOf(t, dossier).map(({ title, lines }) => `**${title}**\n${lines.join('\n')}`),
      ...(isLicenceUnknown ? [t('lookup.licence.unknown')] : []),
      t('lookup.at', { time: dateAndTimeOf(now) }),
    ],
    links: mayAct ? actLinks(t, lookupId, dossier) : [],
    actions: [
      execute(t('lookup.again'), 'lookup.show', { lookupId }),
      openDialog(t('lookup.other'), 'lookup.open', {}),
    ],
  })
}

/** « Dépanner … », where a person and a reason are there already: a chat, an incident. */
export function lookLink(
  t: Sentences,
  { name = t('ticket.colleague'), objectId: personId }: PersonKey & { readonly name: string | undefined },
  about: string,
): Link {
  const title = t('lookup.of', { name })
  return linkDialog(t('lookup.of', { name: asWritten(name) }), title, 'lookup.open', {
    personId,
    about: cut(about.replace(/\s+/g, ' '), MOST_REASON),
  })
}

/** So many devices are acted on from a card; the page has all of them. */
const MOST_LINKS = 6

/** « Agir sur … », for each device. */
export function actLinks(t: Sentences, lookupId: string, { devices }: Dossier): readonly Link[] {
  const all = devices?.ok === true ? devices.value : []
  return all.slice(0, MOST_LINKS).map(({ id: deviceId, name }) => {
    const text = t('device.act', { device: asWritten(name) })
    return linkDialog(text, t('device.act', { device: name }), 'device.act', { lookupId, deviceId })
  })
}

/** « Agir sur l’appareil »: what it will do, and that it is followed. */
export function actForm(t: Sentences, nonce: string, opens: DialogData<'device.act'>, isFaulty: boolean): Card {
  const choices = DEVICE_ACTION_NAMES.map((value) => ({ value, title: t(`device.action.${value}`) }))
  return formCard(t, {
    title: t('device.act.title'),
    about: t('device.act.about'),
    faults: isFaulty ? [t('device.act.fault')] : [],
    fields: [choiceField({ id: 'action', label: t('device.act.what') }, choices, t('form.required'))],
    actions: [save(t('device.act.go'), 'device.act', nonce, opens)],
  })
}

export function actAskedCard(t: Sentences): Card {
  return plainCard(t, { title: t('device.asked'), paragraphs: [t('device.asked.text'), t('saved.close')] })
}

/** What came of it. */
export function actedCard(t: Sentences, { deviceName, action, state }: DeviceAction): Card {
  const isGood = state === 'done'
  return plainCard(t, {
    overline: {
      text: `● ${asWritten(deviceName)}`,
      color: isGood ? 'Good' : state === 'unknown' ? 'Warning' : 'Attention',
    },
    title: t('device.came', { action: t(`device.action.${action}`), state: t(`device.state.${state}`) }),
    paragraphs: isGood ? [] : [t(`device.next.${state === 'unknown' ? 'unknown' : 'failed'}`)],
    actions: [execute(t('lookup.title'), 'lookup.start', {})],
  })
}

/** A plain finding and the next step, in one sentence each (S4.4). */
export function findingWords(t: Sentences, finding: Finding): string {
  const device = 'device' in finding ? asWritten(finding.device) : ''
  if (finding.kind === 'profiles') return t('finding.profiles', { device, names: asWritten(finding.names.join(', ')) })
  if (finding.kind === 'unprotected') return t('finding.unprotected', { device, app: asWritten(finding.app) })
  if ('days' in finding) return t(`finding.${finding.kind}`, { device, days: finding.days })
  return t(`finding.${finding.kind}`)
}

/** A block with its title and its lines, in the documents' order (S4.11). */
export interface BlockLines {
  readonly title: string
  readonly lines: readonly string[]
}

export function blocksOf(
  t: Sentences,
  { tenant, account, devices, groups, protection }: Dossier,
): readonly BlockLines[] {
  return [
    ...block(t, 'tenant', tenant, (isActive) => [t(isActive ? 'lookup.tenant.active' : 'lookup.tenant.inactive')]),
    ...block(t, 'account', account, (its) => [
      t(its.isEnabled ? 'lookup.account.enabled' : 'lookup.account.disabled'),
      ...(its.isGuest ? [t('lookup.account.guest')] : []),
      ...[its.card.job, its.card.reach]
        .filter((parts) => parts.length > 0)
        .map((parts) => asWritten(parts.join(' · '))),
      its.licences.ok
        ? t(its.licences.value.hasIntune ? 'lookup.account.intune' : 'lookup.account.no-intune', {
            licences:
              its.licences.value.names.length === 0
                ? t('lookup.nothing')
                : asWritten(its.licences.value.names.join(', ')),
          })
        : t('lookup.account.licences', { why: troubleWords(t, its.licences) }),
      ...(its.passwordChangedAt === undefined
        ? []
        : [t('lookup.account.password', { time: dateAndTimeOf(its.passwordChangedAt) })]),
      ...(its.isSynced ? [t('lookup.account.synced')] : []),
    ]),
    ...block(t, 'devices', devices, (its) => its.map((device) => deviceLine(t, device))),
    ...block(t, 'groups', groups, (its) => (its.length === 0 ? [] : [asWritten(its.join(', '))])),
    ...block(t, 'protection', protection, (its) =>
      its.map(({ app, deviceName, isProtected, isRooted, seenAt, policies }) =>
        t('lookup.protection.line', {
          app: asWritten(app),
          device: asWritten(deviceName),
          state: t(isProtected ? 'lookup.protection.in' : 'lookup.protection.out'),
          policies: policies.length === 0 ? t('lookup.nothing') : asWritten(policies.join(', ')),
          time: seenAt === undefined ? t('lookup.never') : dateAndTimeOf(seenAt),
          rooted: isRooted ? t('lookup.protection.rooted') : '',
        }),
      ),
    ),
  ]
}

function block<Value>(
  t: Sentences,
  name: 'tenant' | 'account' | 'devices' | 'groups' | 'protection',
  its: Block<Value> | undefined,
  lines: (value: Value) => readonly string[],
): readonly BlockLines[] {
  if (its === undefined) return []
  const title = t(`lookup.block.${name}`)
  if (!its.ok) return [{ title, lines: [troubleWords(t, its)] }]
  const said = lines(its.value)
  return [{ title, lines: said.length === 0 ? [t('lookup.nothing')] : said }]
}

/** Why a block is not there, and what to do. */
export function troubleWords(
  t: Sentences,
  { trouble, permission }: Extract<Block<unknown>, { readonly ok: false }>,
): string {
  return t(`trouble.${trouble}`, { permission })
}

function deviceLine(t: Sentences, device: SeenDevice): string {
  const { name, system, version, compliance, seenAt, isCompanys, isEncrypted, serialNumber, model, isLeaving } = device
  const failed = device.failedProfiles
  return [
    `${asWritten(name)} · ${asWritten([model, system, version].filter((part) => part !== '').join(' '))}`,
    t(`compliance.${compliance}`),
    t(isCompanys ? 'lookup.device.company' : 'lookup.device.personal'),
    ...(isEncrypted === undefined ? [] : [t(isEncrypted ? 'lookup.device.encrypted' : 'lookup.device.plain')]),
    t('lookup.device.seen', { time: seenAt === undefined ? t('lookup.never') : dateAndTimeOf(seenAt) }),
    // Whoever reads it needs to tell two apart, and no more.
    ...(serialNumber === '' ? [] : [t('lookup.device.serial', { end: asWritten(serialNumber.slice(-4)) })]),
    ...(isLeaving ? [t('lookup.device.leaving')] : []),
    ...(failed === undefined || failed.ok ? [] : [t('lookup.device.profiles', { why: troubleWords(t, failed) })]),
    ...(device.hasFailedApps.ok ? [] : [t('lookup.device.apps', { why: troubleWords(t, device.hasFailedApps) })]),
  ].join(' · ')
}

/** « Qui a consulté votre fiche »: who, when and why (F25). */
export function seenCard(t: Sentences, looks: readonly Lookup[]): Card {
  return plainCard(t, {
    title: t('lookup.seen.title'),
    paragraphs: [
      t('lookup.seen.about'),
      ...(looks.length === 0
        ? [t('lookup.seen.none')]
        : looks.map(({ operator, at, reason }) =>
            t('lookup.seen.line', {
              name: asWritten(operator.name),
              time: dateAndTimeOf(at),
              reason: asWritten(reason),
            }),
          )),
    ],
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

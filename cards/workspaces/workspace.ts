import { type Contract, missingServices } from '../../services/contracts/contract.ts'
import { LANGUAGES } from '../../services/people/person.ts'
import type { NotCreated } from '../../services/settings/create-workspace.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, openDialog, save } from '../button.ts'
import type { Values } from '../fields.ts'
import { choiceField, formCard, peopleField, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import type { workspaceDialogs } from './actions.ts'

/** What a workspace is called; the default one may have no name of its own. */
export function workspaceName(t: Sentences, { name }: Pick<Workspace, 'name'>): string {
  return name === '' ? t('workspace.default') : name
}

interface WorkspaceView {
  readonly workspace: Pick<Workspace, 'name'>
  /** What they are called who administer it. */
  readonly administrators: readonly string[]
  readonly contract: Contract | undefined
  readonly isContractOver: boolean
  /** What it has of the contract's services. */
  readonly services: readonly string[]
  readonly isOneOfSeveral: boolean
  readonly mayManage: boolean
  readonly mayCreate: boolean
}

/** « Espace de travail »: what of the contract applies to it (S1.6), who administers it (S1.5), and how to go elsewhere. */
export function workspaceCard(t: Sentences, its: WorkspaceView): Card {
  const { workspace, administrators, contract, services } = its
  const missing = missingServices(contract, services)
  const line = (label: string, value: string) => t('settings.line', { label, value: asWritten(value) })
  return plainCard(t, {
    overline: { text: `● ${t('workspace.title')}`, color: 'Accent' },
    title: asWritten(workspaceName(t, workspace)),
    paragraphs: [
      ...(administrators.length === 0 ? [] : [line(t('workspace.administrators'), administrators.join(', '))]),
      ...(contract === undefined ? [] : [contractLine(t, contract, its.isContractOver)]),
      ...(services.length === 0 ? [] : [line(t('workspace.services'), services.join(', '))]),
      ...(missing.length === 0 ? [] : [line(t('workspace.services.more'), missing.join(', '))]),
    ],
    links: [
      ...(its.mayManage ? [link(t('member.title'), 'member.show', {})] : []),
      ...(its.mayCreate
        ? [{ text: t('workspace.create'), select: openDialog(t('workspace.create'), 'workspace.create', {}) }]
        : []),
    ],
    actions: [
      ...(its.isOneOfSeveral ? [openDialog(t('workspace.choose'), 'workspace.choose', {}, 'positive')] : []),
      ...(missing.length === 0 ? [] : [openDialog(t('workspace.request'), 'workspace.request', {})]),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

/** A line of the menu, or above a card, that says which workspace it is about. */
export function workspaceLine(t: Sentences, { name }: Pick<Workspace, 'name'>): string {
  return name === '' ? t('workspace.default') : t('workspace.link', { name: asWritten(name) })
}

function contractLine(t: Sentences, { kind, starts, ends }: Contract, isOver: boolean): string {
  const long = new Intl.DateTimeFormat(t.language, { dateStyle: 'long', timeZone: 'UTC' })
  // A French month begins with its « 1er ».
  const day = (text: string) => long.format(new Date(text)).replace(/^1 (?=\D)/, '1er ')
  const dates = { kind: t(`contract.${kind}`), from: day(starts), to: day(ends) }
  return t(isOver ? 'contract.over' : 'contract.line', dates)
}

/** « Changer d’espace de travail » */
export function chooseForm(
  t: Sentences,
  nonce: string,
  open: readonly Workspace[],
  { current, faults }: { readonly current: string; readonly faults: readonly string[] },
): Card {
  const choices = open.map((its) => ({ title: workspaceName(t, its), value: its.id }))
  return formCard(t, {
    title: t('workspace.choose'),
    about: t('workspace.choose.about'),
    faults,
    fields: [
      choiceField({ id: 'workspace', label: t('workspace.title'), value: current }, choices, t('form.required')),
    ],
    actions: [save(t('workspace.choose.save'), 'workspace.choose', nonce, {})],
  })
}

/** What a dialog shows once it is done. */
export function doneCard(t: Sentences, title: string, paragraphs: readonly string[] = []): Card {
  return plainCard(t, { title, paragraphs: [...paragraphs, t('saved.close')] })
}

export type CreateValues = Values<(typeof workspaceDialogs)['workspace.create']>

/** « Nouvel espace de travail »: with an administrator of its own (S1.14). */
export function createForm(
  t: Sentences,
  nonce: string,
  values: CreateValues,
  faults: readonly ('title' | 'administrator' | 'language' | NotCreated)[],
): Card {
  const languages = LANGUAGES.map((value) => ({ title: t(`language.${value}`), value }))
  const must = t('form.required')
  return formCard(t, {
    title: t('workspace.create'),
    about: t('workspace.create.about'),
    faults: faults.map((fault) => t(`workspace.fault.${fault}`)),
    fields: [
      textField({ id: 'title', label: t('workspace.name'), value: values.title }, 60, must),
      peopleField(
        {
          id: 'administrator',
          label: t('workspace.administrator'),
          value: values.administrator,
          hint: t('workspace.administrator.hint'),
        },
        false,
        must,
      ),
      choiceField({ id: 'language', label: t('settings.language'), value: values.language }, languages, must),
    ],
    actions: [save(t('workspace.create.save'), 'workspace.create', nonce, {})],
  })
}

/** « Demander un service » */
export function requestForm(t: Sentences, nonce: string, missing: readonly string[]): Card {
  const choices = missing.map((service) => ({ title: service, value: service }))
  const label = t('workspace.service')
  return formCard(t, {
    title: t('workspace.request'),
    about: t('workspace.request.about'),
    fields: [choiceField({ id: 'service', label, value: missing[0] ?? '' }, choices, t('form.required'))],
    actions: [save(t('workspace.request.save'), 'workspace.request', nonce, {})],
  })
}

/** Somebody is in another workspace now. */
export function enteredCard(t: Sentences, workspace: Pick<Workspace, 'name'>): Card {
  return plainCard(t, {
    title: t('workspace.entered', { name: asWritten(workspaceName(t, workspace)) }),
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

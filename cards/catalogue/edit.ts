import { inLanguage } from '../../services/bilingual/bilingual.ts'
import type { CatalogueItem } from '../../services/catalogue/catalogue.ts'
import { asWritten } from '../as-written.ts'
import { execute, linkDialog, openDialog, save } from '../button.ts'
import { type Choice, choiceField, formCard, peopleField, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** What the dialog that changes an item sends. */
export interface ItemValues {
  readonly name: string
  readonly about: string
  readonly kind: string
  readonly pinned: string
  readonly service: string
  readonly roles: string
  readonly fields: string
  /** A step a line. */
  readonly tasks: string
  /** Object ids with commas; `one`, `all` or `in-order`; a number. */
  readonly approvers: string
  /** Whether the requester's manager is asked too. */
  readonly manager: string
  readonly rule: string
  readonly days: string
  readonly remove: string
}

/** A sentence for each thing that may be wrong with it. */
export type ItemFault =
  | { readonly what: 'name' | 'about' | 'roles' | 'tasks' | 'approval' | 'gone' | 'other' }
  | { readonly what: 'line'; readonly line: number; readonly text: string }

export interface ItemForm {
  readonly nonce: string
  readonly opens: { readonly itemId?: string | undefined; readonly version: number }
  readonly values: ItemValues
  readonly faults: readonly ItemFault[]
  /** Who is chosen already, by name. */
  readonly known: readonly Choice[]
}

/** What the catalogue holds, for whoever sets it up. */
export function itemsCard(
  t: Sentences,
  items: readonly CatalogueItem[],
  { version, isDraft }: { readonly version: number; readonly isDraft: boolean },
): Card {
  return plainCard(t, {
    ...(isDraft ? { overline: { text: `● ${t('settings.draft')}`, color: 'Warning' } as const } : {}),
    title: t('catalogue.title'),
    paragraphs: [t(items.length === 0 ? 'catalogue.empty' : 'catalogue.items')],
    links: items.map((item) => {
      const name = inLanguage(item.name, t.language)
      const text = t('access.line', { name: asWritten(name), value: t(`catalogue.one.${item.kind}`) })
      return linkDialog(text, name, 'catalogue.edit', { itemId: item.id, version })
    }),
    actions: [
      openDialog(t('catalogue.add'), 'catalogue.edit', { version }, 'positive'),
      openDialog(t('catalogue.lists'), 'catalogue.lists', { version }),
      execute(t('settings.title'), 'settings.show', {}),
    ],
  })
}

export function faultWords(t: Sentences, fault: ItemFault): string {
  if (fault.what === 'line') return t('catalogue.fault.line', { line: fault.line, text: fault.text })
  return t(`catalogue.fault.${fault.what}`)
}

const MOST_FORM = 8_000

export function itemForm(t: Sentences, { nonce, opens, values, faults, known }: ItemForm): Card {
  const rules = (['one', 'all', 'in-order'] as const).map((rule) => ({
    title: t(`catalogue.rule.${rule}`),
    value: rule,
  }))
  const yesNo = [
    { title: t('request.no'), value: 'false' },
    { title: t('request.yes'), value: 'true' },
  ]
  const kinds = (['service-request', 'incident'] as const).map((kind) => ({
    title: t(`catalogue.one.${kind}`),
    value: kind,
  }))
  return formCard(t, {
    title: t('catalogue.item'),
    about: t('catalogue.item.about'),
    faults: faults.map((fault) =>
      faultWords(t, fault.what === 'line' ? { ...fault, text: asWritten(fault.text) } : fault),
    ),
    fields: [
      textField({ id: 'name', label: t('catalogue.item.name'), value: values.name }, 100, t('form.required')),
      textField({ id: 'about', label: t('catalogue.item.for'), value: values.about }, 300),
      choiceField({ id: 'kind', label: t('catalogue.item.kind'), value: values.kind }, kinds, t('form.required')),
      {
        ...textField({ id: 'fields', label: t('catalogue.item.fields'), value: values.fields }, MOST_FORM),
        isMultiline: true,
        placeholder: t('catalogue.item.fields.hint'),
      },
      {
        ...textField({ id: 'tasks', label: t('catalogue.item.tasks'), value: values.tasks }, MOST_FORM),
        isMultiline: true,
        placeholder: t('catalogue.item.tasks.hint'),
      },
      choiceField({ id: 'pinned', label: t('catalogue.item.pinned'), value: values.pinned }, yesNo, t('form.required')),
      textField({ id: 'service', label: t('catalogue.item.service'), value: values.service }, 100),
      textField({ id: 'roles', label: t('catalogue.item.roles'), value: values.roles }, 1_000),
      peopleField(
        { id: 'approvers', label: t('catalogue.item.approvers'), value: values.approvers, hint: t('request.person') },
        true,
        '',
        known,
      ),
      {
        type: 'Input.Toggle',
        id: 'manager',
        label: t('approval.manager'),
        wrap: true,
        title: t('catalogue.item.manager'),
        value: values.manager,
      },
      choiceField({ id: 'rule', label: t('catalogue.item.rule'), value: values.rule }, rules, t('form.required')),
      textField({ id: 'days', label: t('catalogue.item.days'), value: values.days }, 2),
      ...(opens.itemId === undefined
        ? []
        : [
            {
              type: 'Input.Toggle',
              id: 'remove',
              label: t('access.removal'),
              title: t('catalogue.item.remove'),
              wrap: true,
              value: values.remove,
            },
          ]),
    ],
    actions: [save(t('settings.check'), 'catalogue.edit', nonce, opens)],
  })
}

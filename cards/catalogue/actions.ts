import { z } from 'zod'
import { VIEWS } from '../../services/catalogue/catalogue.ts'
import { dialog, freeDialog, id, version } from '../fields.ts'

const page = z.number().int().min(0).max(50).default(0)
const text = z.string().max(40_000).default('')
/** Of an item: it is looked up in the settings in force. */
const itemId = z.string().min(1).max(40)

export const catalogueActions = {
  /** « Catalogue de services »; `query`: only what is found by these words */
  'catalogue.show': z.object({ page, query: z.string().max(100).default('') }),
  /** « Vue de liste », « Vue mosaïque » */
  'catalogue.view': z.object({ view: z.enum(VIEWS) }),
  /** « Brouillons (n) » */
  'draft.list': z.object({}),
  'draft.discard': z.object({ draftId: id }),
  /** Administration: what the catalogue holds */
  'catalogue.items': z.object({}),
} as const

export const catalogueDialogs = {
  /**
   * An item's form, page by page; `draftId`: where somebody left off. Its fields are the item's: the handler reads them. `step`:
   * what the button that was pressed is for.
   */
  'request.make': freeDialog({
    itemId,
    draftId: id.optional(),
    page,
    /** `auto`: no button; what is filled is kept meanwhile. */
    step: z.enum(['next', 'send', 'back', 'keep', 'auto']).default('next'),
    /** The fields that were on the page, with commas. */
    asked: z.string().max(2_000).default(''),
  }),
  /** Administration: the lists that forms let people choose from, as text. */
  'catalogue.lists': dialog({ version }, { lists: z.string().default('') }),
  /** Administration: an item, with its form as text. What is typed is read as a whole. */
  'catalogue.edit': dialog(
    { itemId: itemId.optional(), version },
    {
      name: text,
      about: text,
      kind: text,
      pinned: text,
      service: text,
      roles: text,
      fields: text,
      tasks: text,
      approvers: text,
      rule: text,
      days: text,
      manager: z.string().max(5).default('false'),
      remove: z.string().max(5).default('false'),
    },
  ),
} as const

import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { type Category, isFamily } from '../../services/tickets/ticket.ts'
import type { Sentences } from '../sentences.ts'

/** What a category is called in the reader's language; words of a workspace's own are « French | English », or the same in both. */
export function categoryName(t: Sentences, category: Category): string {
  if (isFamily(category)) return t(`category.${category}`)
  return inLanguage(category, t.language)
}

import { type Answers, answerFault, type Field, type FieldFault, pagesOf, visibleFields } from './catalogue.ts'

/** Where somebody is in a form, page by page. */
export interface Place {
  readonly fields: readonly Field[]
  readonly answers: Answers
  readonly page: number
}

/** What is asked on a page, as the answers are. Pure. */
export function fieldsOn({ fields, page, answers }: Place): readonly Field[] {
  const asked = visibleFields(fields, answers)
  return (pagesOf(fields)[page] ?? []).filter((field) => asked.includes(field))
}

/** `undefined`: there is nothing more to ask. Pure. */
export function nextPage(place: Place): number | undefined {
  return pagesIn(place).find((page) => page > place.page && isAsked(place, page))
}

/** The page itself where it is the first. Pure. */
export function previousPage(place: Place): number {
  return pagesIn(place).findLast((page) => page < place.page && isAsked(place, page)) ?? place.page
}

/** Whether another page may come, whatever is answered on this one. Pure. */
export function isLastPage({ fields, page }: Place): boolean {
  return !pagesOf(fields)
    .slice(page + 1)
    .some((its) => its.length > 0)
}

/** The first page with something wrong; `undefined`: all is right. Pure. */
export function faultyPage(place: Place): number | undefined {
  return pagesIn(place).find((page) => faultsOn({ ...place, page }).length > 0)
}

/** Pure. */
export function faultsOn(place: Place): readonly (readonly [field: Field, fault: FieldFault])[] {
  return fieldsOn(place).flatMap((field) => {
    const fault = answerFault(field, place.answers[field.id] ?? '')
    return fault === undefined ? [] : [[field, fault] as const]
  })
}

function pagesIn({ fields }: Place): readonly number[] {
  return pagesOf(fields).map((_fields, page) => page)
}

function isAsked(place: Place, page: number): boolean {
  return fieldsOn({ ...place, page }).length > 0
}

/** What is said of drafts. */
export type CatalogueNotice = { readonly kind: 'draft-left'; readonly draftId: string }

import type { LiveCard } from '../notices/live-cards.ts'
import type { FileRefusal } from './file.ts'

/** What files leave to be done. */
export interface FileJobs {
  readonly 'file.fetch': { readonly fileId: string }
  readonly 'file.hide': LiveCard
}

/** What is said of files. */
export type FileNotice = FileShown | FileLeftOut

export interface FileShown {
  readonly kind: 'file'
  readonly fileId: string
}

export interface FileLeftOut {
  readonly kind: 'file-left-out'
  readonly name: string
  readonly why: FileRefusal
}

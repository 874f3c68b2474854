import type { Generated } from 'kysely'
import type { Json } from '../db/json.ts'
import type { Address } from '../notices/address.ts'
import type { LiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import type { FileAudience, FileSource, FileState } from './file.ts'

export interface FileTables {
  readonly files: FilesTable
  /** A file's bytes, in pieces that are numbered from 0. */
  readonly file_pieces: { file_id: string; n: number; bytes: Uint8Array }
  readonly signing_keys: { name: string; key: string }
}

export interface FilesTable {
  id: string
  tenant_id: string
  workspace_id: string
  author_id: string
  author_name: string
  activity_id: string
  subject: Subject | null
  audience: FileAudience
  /** Where it is shown; nowhere until it belongs to something. */
  shown_at: Generated<Json<Address> | null>
  /** Where Teams keeps it, until we do. */
  source: Json<FileSource> | null
  state: FileState
  name: string
  content_type: string
  size: number
  /** The message in Teams that shows it. */
  shown: Generated<Json<LiveCard> | null>
  created_at: number
}

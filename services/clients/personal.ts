import type { PersonalData } from '../people/personal-data.ts'

/** Which clients somebody works for, and likes to have at hand. */
export const clientData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const [client_marks, client_choices] = await Promise.all(
      (['client_marks', 'client_choices'] as const).map((table) =>
        db.selectFrom(table).selectAll().where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute(),
      ),
    )
    return { client_marks: client_marks ?? [], client_choices: client_choices ?? [] }
  },
  async erase({ db }, { tenantId, objectId }) {
    for (const table of ['client_marks', 'client_choices'] as const)
      await db.deleteFrom(table).where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}

import * as yup from 'yup'
import { isOfItsForm } from './draft-schema'
import { DRAFT_FORMS, SCROLLED_PLACES } from './page-state'

/** Far more than anybody types; so that no page can fill the memory. */
const MAX_CHARACTERS = 1_000_000

const draftSchema = yup
  .object({
    form: yup.string().oneOf(DRAFT_FORMS).required(),
    id: yup.number().integer().positive().nullable().defined(),
    revision: yup.number().integer().positive().nullable().defined(),
    values: yup.object().required(),
  })
  .noUnknown()
  .test(isOfItsForm)

const pixels = yup.number().min(0).optional()

/** What a page may give main to keep. */
export const pageStateSchema = yup
  .object({
    drafts: yup.array(draftSchema).max(DRAFT_FORMS.length).required(),
    scrolled: yup
      .object(Object.fromEntries(SCROLLED_PLACES.map((place) => [place, pixels])))
      .noUnknown()
      .required(),
  })
  .noUnknown()
  .required()
  .test((state) => JSON.stringify(state).length <= MAX_CHARACTERS)

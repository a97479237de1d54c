/** The command `history`. */
export const history = {
  noDay: '"{text}" is not a day such as 2026-11-22 (--{option}).',
  noTask: '"{text}" is not a number (--task).',
  noState: '"{text}" is not a state (--state): {states}.',
}

/** Why a run is held, and what to do about it. */
export const guard = {
  listIncomplete:
    'rsync does not list what it would change, so nothing was started: take options that quieten or redirect its output out of Auxiliary Parameters and use Quiet instead.',
  changedSince:
    'Not run, because it would not do what was shown: since then {appeared} changes came up and {gone} are gone. Look at the new list, then decide again.',
  otherwiseSince:
    'Not run, because the task or its folders are not the same as when the list was shown. Look at the new list, then decide again.',
}

/** The data is not settings of ours. */
export class UnreadableSettings extends Error {}

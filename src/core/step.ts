/** Ways to step from one sync point to another: the words of the replay, the inspector's protocol and its commands. */
export const STEPS = [
  'next',
  'previous',
  'first',
  'last',
  'nextSameCause',
  'previousSameCause',
  'nextPageChange',
  'previousPageChange',
] as const;

/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

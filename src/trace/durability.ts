/**
 * When what was written is made to survive a loss of power: only when the trace is closed; about every
 * second as well; or every sync point before its append ends.
 */
export const DURABILITIES = ['none', 'interval', 'point'] as const;
export type Durability = (typeof DURABILITIES)[number];

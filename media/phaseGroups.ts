import { PHASES, type Phase, type PhaseTimes } from '../src/protocol/inspector';

/** The picture shows four parts of a pause; the seven that are recorded are told in words. */
export const PHASE_GROUPS = [
  { name: 'stop', phases: ['stop', 'collect'] },
  { name: 'copy', phases: ['devices', 'copy'] },
  { name: 'send', phases: ['send'] },
  { name: 'ack', phases: ['ack', 'resume'] },
] as const satisfies readonly { readonly name: string; readonly phases: readonly Phase[] }[];

export type PhaseGroupName = (typeof PHASE_GROUPS)[number]['name'];

/** For each of PHASES, the index of its group. */
export const GROUP_OF_PHASE: readonly number[] = PHASES.map((phase) =>
  PHASE_GROUPS.findIndex(({ phases }) => (phases as readonly Phase[]).includes(phase)),
);

/** Microseconds of each group, in the order of {@link PHASE_GROUPS}. */
export function groupTimes(phasesUs: PhaseTimes): number[] {
  return PHASE_GROUPS.map(({ phases }) =>
    phases.reduce((sum: number, phase) => sum + phasesUs[phase], 0),
  );
}

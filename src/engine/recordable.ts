import { MODES, type Mode } from '../core/syncPoint';
import { WORKLOADS } from '../machine/v86/guest/workloads';

/** What can be recorded with the embedded guest. */
export const RECORDABLE: {
  readonly workloads: readonly string[];
  readonly modes: readonly Mode[];
  /** Whether accesses to interrupt chips can be made sync points. */
  readonly irqchip: boolean;
} = { workloads: WORKLOADS.map(({ name }) => name), modes: MODES, irqchip: true };

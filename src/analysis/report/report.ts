import type { Answer, ReportMaterial } from './answer';
import { irqchipAnswer, type IrqchipRow } from './irqchipAnswer';
import { logDirtyAnswer, type LogDirtyRow } from './logDirtyAnswer';
import { modesAnswer, type ModeRow } from './modesAnswer';
import { pagesAnswer, type PagesRow } from './pagesAnswer';
import { protectionAnswer, type ProtectionRow } from './protectionAnswer';
import type { TraceFigures } from './traceFigures';

/** The five questions that the review of the design asked, answered from recordings. */
export interface Report {
  readonly traces: readonly TraceFigures[];
  /** What protection costs, by workload. */
  readonly protection: Answer<ProtectionRow>;
  /** What it costs to run with log-dirty on all the time. */
  readonly logDirty: Answer<LogDirtyRow>;
  /** What sync points at accesses to interrupt chips cost, and whether anything is lost without. */
  readonly irqchip: Answer<IrqchipRow>;
  /** The ways to synchronize beside each other. */
  readonly modes: Answer<ModeRow>;
  /** How many pages a sync point copies. */
  readonly pages: Answer<PagesRow>;
}

/** Answers the questions as far as the material goes. */
export function makeReport(material: ReportMaterial): Report {
  return {
    traces: material.traces,
    protection: protectionAnswer(material),
    logDirty: logDirtyAnswer(material),
    irqchip: irqchipAnswer(material),
    modes: modesAnswer(material),
    pages: pagesAnswer(material),
  };
}

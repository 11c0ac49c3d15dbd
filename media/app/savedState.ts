import type { PlottedField } from '../../src/protocol/inspector';

/** What the page keeps when VS Code hides it or starts again. */
export interface SavedState {
  tab: 'devices' | 'page' | 'outputs';
  colouring: 'state' | 'times' | 'recency' | 'bytes';
  layout: 'linear' | 'hilbert';
  /** 0 shows the whole map; each step after that shows about half as much. */
  zoom: number;
  /** Offset of the map's view into its content, in CSS pixels. */
  scrollX: number;
  scrollY: number;
  /** Fields that are plotted. */
  plots: readonly PlottedField[];
  /** Lanes that the timeline has beside those that are always there. */
  lanes: readonly (typeof CHOICES.lanes)[number][];
  /** What the timeline's axis tells. */
  axis: 'number' | 'time';
  /** Sync point that the page is compared with; without one, the version before. */
  against: number | undefined;
  /** How the bytes at the page's cursor are read. */
  byteOrder: 'little' | 'big';
  integers: 'unsigned' | 'signed' | 'hex';
}

/** The values that each choice has, in the order in which they are offered. */
export const CHOICES = {
  tab: ['devices', 'page', 'outputs'],
  colouring: ['state', 'times', 'recency', 'bytes'],
  layout: ['linear', 'hilbert'],
  lanes: ['sent', 'held', 'causes'],
  axis: ['number', 'time'],
  byteOrder: ['little', 'big'],
  integers: ['unsigned', 'signed', 'hex'],
} as const;

/** Reads what an earlier page saved, which may be of another version; what does not fit is left at its default. */
export function readSavedState(saved: unknown): SavedState {
  const from =
    typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  const choice = <T extends string>(value: unknown, choices: readonly T[]): T =>
    choices.find((each) => each === value) ?? choices[0];
  const amount = (value: unknown): number =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
  return {
    tab: choice(from['tab'], CHOICES.tab),
    colouring: choice(from['colouring'], CHOICES.colouring),
    layout: choice(from['layout'], CHOICES.layout),
    zoom: Math.min(32, Math.round(amount(from['zoom']))),
    scrollX: amount(from['scrollX']),
    scrollY: amount(from['scrollY']),
    plots: plottedFields(from['plots']),
    lanes: CHOICES.lanes.filter((lane) => contains(from['lanes'], lane)),
    axis: choice(from['axis'], CHOICES.axis),
    against: isPoint(from['against']) ? from['against'] : undefined,
    byteOrder: choice(from['byteOrder'], CHOICES.byteOrder),
    integers: choice(from['integers'], CHOICES.integers),
  };
}

/** Plots that are taken over at most. */
const MAX_PLOTS = 4;

function plottedFields(saved: unknown): PlottedField[] {
  if (!Array.isArray(saved)) return [];
  return saved.slice(0, MAX_PLOTS).flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null) return [];
    const { device, field } = each as Record<string, unknown>;
    return typeof device === 'string' && typeof field === 'string' ? [{ device, field }] : [];
  });
}

function contains(list: unknown, value: string): boolean {
  return Array.isArray(list) && list.includes(value);
}

/** Whether it may be a sync point's number; whether the trace has it, the session finds out. */
function isPoint(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

import type { MessagePort } from 'node:worker_threads';
import type { AccessCause, Mode, OutputKind, TapCause } from '../core/syncPoint';
import type { SyncMode } from '../engine/syncMode';
import type { WorkloadName } from '../machine/v86/guest/workloads';
import type { Durability } from '../trace/durability';

/** What is told while a recording runs. */
export interface RecordingProgress {
  /** Committed sync points. */
  readonly points: number;
  readonly guestTimeUs: number;
  /** Pages of the last sync point. */
  readonly dirtyPages: number;
}

/** The active worker's data. It stops early when it is sent any message. */
export interface ActiveWorkerData {
  readonly workload: WorkloadName;
  readonly seed: number;
  readonly memoryBytes: number;
  readonly pages?: number;
  readonly mode: SyncMode;
  readonly tap: readonly TapCause[];
  readonly ignore: readonly OutputKind[];
  readonly coalesceUs: number;
  /** Those of `tap` that are accesses; the machines of a pair are told the same. */
  readonly accesses: readonly AccessCause[];
  readonly stop: { readonly points?: number; readonly afterUs?: number };
  /** Folder with `v86.wasm`, as text: a URL does not cross threads. */
  readonly distribution: string;
  readonly link: MessagePort;
  readonly recorder: MessagePort;
}

/** How the active worker ended. */
export interface ActiveResult {
  readonly points: number;
  /** Bytes of released output. */
  readonly outputBytes: number;
  readonly stopRequested: boolean;
}

/** The passive worker's data. */
export interface PassiveWorkerData {
  readonly memoryBytes: number;
  readonly accesses: readonly AccessCause[];
  readonly distribution: string;
  readonly link: MessagePort;
}

/** The recorder worker's data. */
export interface RecorderWorkerData {
  readonly file: string;
  readonly workload: string;
  readonly mode: Mode;
  readonly startedAtMs: number;
  readonly durability: Durability;
  readonly active: MessagePort;
}

/** How the recorder worker ended. */
export interface RecorderResult {
  /** Sync points in the file. */
  readonly points: number;
}

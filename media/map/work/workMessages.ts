import type { MapModel } from '../../../src/protocol/inspector';
import type { RangeColouring } from '../colouring';
import type { PageRun } from '../pageNumbers';
import type { ColouredRange, PageFacts } from './mapWork';

/** What is asked of {@link MapWork} over a message port, in the order in which it is to be done. */
export type WorkRequest =
  /** The first: the guest's regions. */
  | { readonly kind: 'open'; readonly regions: readonly PageRun[] }
  | { readonly kind: 'setRange'; readonly model: MapModel }
  | {
      readonly kind: 'colour';
      readonly colouring: RangeColouring;
      readonly recycled: Uint8Array<ArrayBuffer> | undefined;
    }
  | { readonly kind: 'facts'; readonly gfn: number };

/** A request with the number that its reply will have. */
export interface NumberedRequest {
  readonly id: number;
  readonly request: WorkRequest;
}

/** What a request ends with. */
export type WorkReply =
  | { readonly id: number; readonly value: ColouredRange | PageFacts | undefined }
  | { readonly id: number; readonly error: string };

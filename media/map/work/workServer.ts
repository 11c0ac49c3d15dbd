import { MapWork, type ColouredRange, type PageFacts } from './mapWork';
import type { NumberedRequest, WorkReply, WorkRequest } from './workMessages';

/**
 * Answers the requests that come over a port, one after the other.
 * @param post sends a reply; gives away the buffers in `transfer`.
 * @returns what takes each message.
 */
export function workServer(
  post: (reply: WorkReply, transfer: ArrayBuffer[]) => void,
): (message: NumberedRequest) => void {
  let work: MapWork | undefined;
  const answer = (request: WorkRequest): ColouredRange | PageFacts | undefined => {
    if (request.kind === 'open') {
      work = new MapWork(request.regions);
      return undefined;
    }
    if (work === undefined) throw new Error('the map’s worker was not opened');
    switch (request.kind) {
      case 'setRange':
        work.setRange(request.model);
        return undefined;
      case 'colour':
        return work.colour(request.colouring, request.recycled);
      case 'facts':
        return work.facts(request.gfn);
    }
  };
  return ({ id, request }) => {
    try {
      const value = answer(request);
      const transfer = value !== undefined && 'codes' in value ? [value.codes.buffer] : [];
      post({ id, value }, transfer);
    } catch (error) {
      post({ id, error: error instanceof Error ? error.message : String(error) }, []);
    }
  };
}

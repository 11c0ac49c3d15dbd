import type { DeviceSchema } from '../core/deviceState';
import type { PageSpace } from '../core/guestMemory';
import type { Trace } from '../trace/trace';

/** What a trace has that a query can name. */
export interface QueryKnowledge {
  /** Every device once, in the machine's order. */
  readonly devices: readonly DeviceSchema[];
  readonly pages: PageSpace;
}

/** What queries about a trace can name; devices are those of its last sync point. */
export async function knowledgeOf(trace: Trace): Promise<QueryKnowledge> {
  const devices = await trace.devices(trace.pointCount - 1);
  return { devices: devices.map(({ schema }) => schema), pages: trace.header.pages };
}

/** `device.field` of every field. */
export function* fieldPaths(devices: readonly DeviceSchema[]): Generator<string, void, void> {
  for (const { device, fields } of devices) for (const field of fields) yield `${device}.${field}`;
}

import type { Command } from './command';

/** A command that can be loaded. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Only the command that is run is loaded, so that the program starts at once. */
  load(): Promise<Command>;
}

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'record',
    summary: 'run a protected guest and record its trace',
    load: async () => (await import('./commands/record')).record,
  },
  {
    name: 'active',
    summary: 'run a guest protected by a passive in another process',
    load: async () => (await import('./commands/active')).active,
  },
  {
    name: 'passive',
    summary: 'follow an active in another process, and take over from it',
    load: async () => (await import('./commands/passive')).passive,
  },
  {
    name: 'certificates',
    summary: 'make certificates for an active and a passive',
    load: async () => (await import('./commands/certificates')).certificates,
  },
  {
    name: 'inspect',
    summary: 'summary of a trace, and a row for each sync point',
    load: async () => (await import('./commands/inspect')).inspect,
  },
  {
    name: 'show',
    summary: 'one sync point: phases, outputs, dirty pages, devices that changed',
    load: async () => (await import('./commands/show')).show,
  },
  {
    name: 'page',
    summary: 'a page as of a sync point, or all points that changed it',
    load: async () => (await import('./commands/page')).page,
  },
  {
    name: 'diff',
    summary: 'what differs between any two sync points',
    load: async () => (await import('./commands/diff')).diff,
  },
  {
    name: 'memory',
    summary: "write the guest's whole memory as of a sync point",
    load: async () => (await import('./commands/memory')).memory,
  },
  {
    name: 'export',
    summary: 'write rows of a trace as CSV or JSON',
    load: async () => (await import('./commands/export')).exportCommand,
  },
  {
    name: 'verify',
    summary: 'check every byte of a trace',
    load: async () => (await import('./commands/verify')).verify,
  },
  {
    name: 'recover',
    summary: 'write a good trace from one that is cut or damaged',
    load: async () => (await import('./commands/recover')).recover,
  },
  {
    name: 'report',
    summary: 'what protection costs: five questions answered from traces',
    load: async () => (await import('./commands/report')).report,
  },
  {
    name: 'whatif',
    summary: 'the same run over another link, in another mode or with other taps',
    load: async () => (await import('./commands/whatif')).whatif,
  },
];

import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Resident bytes of all pages' processes of the browser that shows this workbench: those of the same runner,
 * which started the server, whose child this is.
 */
export function rendererBytes(): number {
  const processes = new Map(allProcesses().map((each) => [each.id, each]));
  const runner = ancestors(process.pid, processes).find(({ command }) =>
    command.includes('run.mjs'),
  );
  if (runner === undefined) throw new Error('this is not the workbench of the runner');
  return [...processes.values()]
    .filter(({ command }) => command.includes('--type=renderer'))
    .filter(({ id }) => ancestors(id, processes).includes(runner))
    .reduce((sum, { id }) => sum + residentBytes(id), 0);
}

function ancestors(id: number, processes: ReadonlyMap<number, Process>): Process[] {
  const line: Process[] = [];
  for (let at = processes.get(id); at !== undefined; at = processes.get(at.parent)) line.push(at);
  return line;
}

function allProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = readIfThere(`/proc/${name}/status`);
      const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
      if (parent === undefined) return [];
      return [
        { id: Number(name), parent: Number(parent), command: readIfThere(`/proc/${name}/cmdline`) },
      ];
    });
}

function residentBytes(id: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${id}/status`))?.[1];
  return Number(kib ?? 0) * 1024;
}

/** Processes end at any time. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

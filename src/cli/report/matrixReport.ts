import path from 'node:path';
import type { Recordable } from '../../analysis/report/answer';
import { makeReport, type Report } from '../../analysis/report/report';
import { reportToJson } from '../../analysis/report/reportJson';
import { unprotectedRunsJson, type UnprotectedRun } from '../../analysis/report/unprotectedRun';
import { writeNewFile } from '../../node/newFile';
import type { Context } from '../command';
import {
  MATRIX_FILES,
  MatrixFolder,
  recordMatrix,
  runUnprotectedMatrix,
  type MatrixRequest,
} from './matrix';
import { readRecordings } from './readRecordings';
import { reportMarkdown } from './reportMarkdown';
import { reportSections } from './reportSections';

/**
 * Records a matrix, runs its guests unprotected, and reports on both; keeps all of it where a folder
 * was named.
 * @throws KemariError of kind `cancelled` after the signal.
 */
export async function matrixReport(
  request: MatrixRequest,
  recordable: Recordable,
  context: Context,
  signal: AbortSignal,
): Promise<Report> {
  const folder = await MatrixFolder.prepare(request);
  try {
    const paths = await recordMatrix(request, folder, context, signal);
    // What is gone afterwards has no place that a report could name.
    const nameOf = (file: string): string =>
      request.folder === undefined ? path.basename(file) : file;
    const read = await readRecordings(paths.map(nameOf), context, signal, (name) =>
      path.join(folder.path, path.basename(name)),
    );
    const unprotected = await runUnprotectedMatrix(request, read.traces, context, signal);
    const made = makeReport({ ...read, unprotected, recordable });
    if (request.folder !== undefined) await keep(made, unprotected, request.folder);
    return made;
  } finally {
    await folder.end();
  }
}

/** Writes what a matrix has found beside its recordings. */
async function keep(
  made: Report,
  unprotected: readonly UnprotectedRun[],
  folder: string,
): Promise<void> {
  const texts = {
    [MATRIX_FILES.unprotected]: unprotectedRunsJson(unprotected),
    [MATRIX_FILES.json]: `${JSON.stringify(reportToJson(made), undefined, 2)}\n`,
    [MATRIX_FILES.markdown]: reportMarkdown(reportSections(made)),
  };
  for (const [name, text] of Object.entries(texts)) {
    await writeNewFile(path.join(folder, name), true, inOnePiece(text), NEVER);
  }
}

/** Three small files are sooner written than anybody could change their mind. */
const NEVER = new AbortController().signal;

async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

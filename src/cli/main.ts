#!/usr/bin/env node
/** The command line's root: joins the program with the process around it. */
import { stat } from 'node:fs/promises';
import { version } from '../../package.json';
import { toDisposable } from '../core/disposables';
import type { Context } from './command';
import { runProgram } from './program';
import { processTerminal } from './terminal';

/** The workers and the emulator are files beside this one. */
const HERE = new URL('.', import.meta.url);

const context: Context = {
  terminal: processTerminal(process.stdout, process.stderr, process.env),
  async openTrace(file) {
    const { openTraceFile } = await import('../node/traceFiles');
    return openTraceFile(file, { distribution: HERE });
  },
  fileBytes: async (file) => (await stat(file)).size,
  async verifyTrace(file, watch) {
    const { openFile } = await import('../node/files');
    const { loadTracePlatform } = await import('../node/tracePlatform');
    const { verifyTrace } = await import('../trace/verify');
    const source = await openFile(file);
    try {
      return await verifyTrace(source, await loadTracePlatform(), watch);
    } finally {
      await source.close();
    }
  },
  async recoverTrace(from, to, watch) {
    const { recoverTraceFile } = await import('../node/traceRecovery');
    return recoverTraceFile(from, to, watch);
  },
  async recordTrace(request, watch) {
    const { recordTrace } = await import('../node/recording');
    return recordTrace({ ...request, distribution: HERE }, watch);
  },
  async runUnprotected(request, watch) {
    const { runUnprotected } = await import('../node/unprotectedRuns');
    return runUnprotected({ ...request, distribution: HERE }, watch);
  },
  async runActive(request, watch) {
    const { runActive } = await import('../node/pair/runActive');
    return runActive({ ...request, distribution: HERE }, watch);
  },
  async runPassive(request, watch) {
    const { runPassive } = await import('../node/pair/runPassive');
    return runPassive({ ...request, distribution: HERE }, watch);
  },
  async makeCertificates(request) {
    const { writeCertificates } = await import('../node/pair/certificateFiles');
    return writeCertificates(request);
  },
  onInterrupt(listener) {
    // Once: a second interrupt finds no listener left and ends the process as it always does.
    process.once('SIGINT', listener);
    return toDisposable(() => process.off('SIGINT', listener));
  },
};

// The process ends by itself when nothing is left to do: something that was not disposed would show.
process.exitCode = await runProgram(process.argv.slice(2), version, context);

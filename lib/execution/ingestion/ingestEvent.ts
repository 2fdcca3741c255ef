import type { Ingestion } from '../../definitions/ingestion.ts';
import type { FoundFile, KnownFile } from './foundFile.ts';
import type { IngestedEntry, IngestResult } from './ingestResult.ts';

interface Told {
  /** Of the ingestion, as in signals. */
  readonly batchId: string;
  readonly ingestion: Ingestion;
  /** In milliseconds of the scheduler. */
  readonly at: number;
}

/** The folder of an ingestion was searched. */
export interface EntryStarted extends Told {
  readonly name: 'entry_started';
  /** Files that are to be taken in. */
  readonly fileCount: number;
  /** Files that were taken in before. */
  readonly knownCount: number;
}

/** Files are about to be written in one transaction. */
export interface BatchBuilt extends Told {
  readonly name: 'batch_built';
  readonly fileCount: number;
}

/** A file is about to be read. */
export interface FileStarted extends Told {
  readonly name: 'file_started';
  readonly file: KnownFile;
  readonly fileIndex: number;
}

/** Rows, their rejects and the notes of their files were committed. */
export interface BatchWritten extends Told {
  readonly name: 'batch_written';
  readonly fileCount: number;
  readonly rows: number;
  readonly rejected: number;
}

/** The rows of a file are in. */
export interface FileIngested extends Told {
  readonly name: 'file_ingested';
  readonly file: KnownFile;
  readonly rows: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}

/** A file was left out. */
export interface FileSkipped extends Told {
  readonly name: 'file_skipped';
  readonly file: FoundFile;
  /** `known`: it is in. `copy`: its content is in. `gone`: it is not there. `changing`: somebody writes it. */
  readonly reason: 'known' | 'copy' | 'gone' | 'changing';
}

/** A file is bad; nothing of it is in. */
export interface FileFailed extends Told {
  readonly name: 'file_failed';
  readonly file: FoundFile;
  readonly error: unknown;
  /** Where it was moved to. */
  readonly quarantinedAs: string | undefined;
}

/** A file was moved to where it is kept, or removed, after its rows are in. */
export interface FileMoved extends Told {
  readonly name: 'file_moved' | 'file_deleted';
  readonly file: FoundFile;
  readonly to: string | undefined;
}

/** All files of an ingestion were dealt with, or it was given up. */
export interface EntryEnded extends Told {
  readonly name: 'entry_ended';
  readonly entry: IngestedEntry;
}

/** What happens within one ingestion. */
export type EntryEvent =
  | EntryStarted
  | BatchBuilt
  | FileStarted
  | BatchWritten
  | FileIngested
  | FileSkipped
  | FileFailed
  | FileMoved
  | EntryEnded;

/** All has ended. The last event; an error follows `ingestion_failed`. */
export interface IngestionOver {
  readonly name: 'ingestion_completed' | 'ingestion_failed';
  readonly at: number;
  readonly result: IngestResult;
}

/** What happens while files are taken in. */
export type IngestEvent = EntryEvent | IngestionOver;

import { db } from "#lib/platform/db.ts";
import type { DatasetVersion as DatasetVersionRow } from "#lib/platform/prisma-client/client.ts";
import { Manifest } from "../contract.ts";

export interface VersionManifest {
  id: string;
  number: number;
  rows: number;
  rawBytes: number;
  manifest: Manifest;
  contentHash: string;
}

/** The newest version of an owner's dataset. */
export async function findNewestVersion(ownerId: string, datasetId: string): Promise<VersionManifest | undefined> {
  const version = await db().datasetVersion.findFirst({
    where: { datasetId, dataset: { ownerId } },
    orderBy: { number: "desc" },
  });
  return version ? viewVersion(version) : undefined;
}

export async function getVersion(versionId: string): Promise<VersionManifest> {
  return viewVersion(await db().datasetVersion.findUniqueOrThrow({ where: { id: versionId } }));
}

function viewVersion({ id, number, rows, rawBytes, manifest, contentHash }: DatasetVersionRow): VersionManifest {
  return {
    id,
    number,
    rows: Number(rows),
    rawBytes: Number(rawBytes),
    manifest: Manifest.parse(manifest),
    contentHash,
  };
}

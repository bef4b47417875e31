import { localUser } from "#lib/platform/session.ts";
import { createDataset } from "#lib/upload/upload.ts";
import { openDrawer } from "./drawer.ts";
import { type DrawerReport, simulateDrawer } from "./drawer-walk.ts";
import { openServices } from "./services.ts";

/** Simulates the upload of the original's whole drawer, or of a share of it, with a database of its own. */
export async function benchDrawer(share: number): Promise<DrawerReport> {
  const services = await openServices();
  try {
    const drawer = await openDrawer(share);
    const owner = await localUser();
    const [first, second] = [await createDataset(owner, { name: "one" }), await createDataset(owner, { name: "two" })];
    const report = await simulateDrawer(drawer, owner, [first.id, second.id]);
    await drawer.close();
    return report;
  } finally {
    await services.close();
  }
}

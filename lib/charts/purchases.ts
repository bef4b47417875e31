import type { Purchases } from "#lib/results/contract.ts";
import { type PurchaseBarsModel, purchaseBarsModel } from "./purchase-bars.ts";
import { type PurchaseDotsModel, purchaseDotsModel } from "./purchase-dots.ts";

export type PurchasesModel = PurchaseDotsModel | PurchaseBarsModel;

/** Each purchase as a dot while there are few; otherwise the sums of a month, or of a year when months are too many. */
export const purchasesModel = (purchases: Purchases): PurchasesModel =>
  purchases.grain === "purchase"
    ? purchaseDotsModel(purchases.points)
    : purchaseBarsModel(purchases.points, purchases.grain);

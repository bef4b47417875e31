import { Skeleton, VisuallyHidden } from "@mantine/core";
import classes from "./dashboard.module.css";

/** Keeps the places of the filter bar, the numbers and the charts. */
export function SheetSkeleton() {
  return (
    <div className={classes.findings} aria-busy>
      <VisuallyHidden role="status">Loading the dashboard</VisuallyHidden>
      <Skeleton height={52} radius="sm" />
      <Skeleton height={165} radius="sm" />
      <div className={classes.charts}>
        <Skeleton height={390} radius="sm" />
        <Skeleton height={390} radius="sm" />
        <Skeleton height={360} radius="sm" />
        <Skeleton height={360} radius="sm" />
      </div>
    </div>
  );
}

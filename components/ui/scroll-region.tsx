import type { CSSProperties, ReactNode, Ref } from "react";

interface ScrollRegionProps {
  /** What is inside, for people who do not see it. */
  label: string;
  maxHeight?: CSSProperties["maxHeight"];
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}

/** A part of a page that scrolls on its own, by keyboard as well. */
export const ScrollRegion = ({ label, maxHeight, ref, children }: ScrollRegionProps) => (
  // biome-ignore lint/a11y/useSemanticElements: neither a landmark nor a set of fields
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <div ref={ref} className="scroll-region" role="group" aria-label={label} tabIndex={0} style={{ maxHeight }}>
    {children}
  </div>
);

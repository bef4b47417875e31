import { Button, Popover } from "@mantine/core";
import type { ReactNode } from "react";
import { ChevronIcon } from "#components/ui/icons.tsx";

interface FilterMenuProps {
  /** What stands on the button. */
  name: string;
  /** The button's full name where what it shows says too little. */
  label?: string;
  children: ReactNode;
}

/** A filter that opens below its button. */
export function FilterMenu({ name, label, children }: FilterMenuProps) {
  return (
    <Popover position="bottom-start" shadow="md" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronIcon size={14} />} aria-label={label}>
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}

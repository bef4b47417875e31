import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Meter } from "#components/ui/meter.tsx";

interface StoppableProps {
  /** What goes on, in words. */
  children: ReactNode;
  dimmed?: boolean;
  /** What the button stops, for those who hear it. */
  stop: string;
  isStopping: boolean;
  onStop: () => void;
  meter: string;
  done: number;
  total: number;
}

/** Work on whole files that goes on, how far it is, and a button that stops it. */
export const Stoppable = ({ children, dimmed, stop, isStopping, onStop, meter, done, total }: StoppableProps) => (
  <>
    <Group justify="space-between" gap="xs">
      <Text size="sm" className="numbers" c={dimmed ? "dimmed" : undefined}>
        {children}
      </Text>
      <Button size="compact-sm" variant="default" loading={isStopping} aria-label={stop} onClick={onStop}>
        Stop
      </Button>
    </Group>
    <Meter label={meter} done={done} total={total} />
  </>
);

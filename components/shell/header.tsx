import { Group } from "@mantine/core";
import Link from "next/link";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import classes from "./header.module.css";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";

export function Header() {
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <Link href="/datasets" className={classes.brand} aria-label="Parquetry, datasets">
          <Logo />
          <span className={classes.name}>Parquetry</span>
        </Link>
        <Group gap="xs" wrap="nowrap">
          <Navigation />
          <ColorSchemeToggle />
        </Group>
      </div>
    </header>
  );
}

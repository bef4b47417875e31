"use client";

import { Group } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import classes from "./header.module.css";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";

/** A visitor who opened a share link has nowhere else to go, so there the header stays away. */
export function Header() {
  if (usePathname().startsWith("/s/")) return null;
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

"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./header.module.css";

const PLACES: { href: Route; name: string }[] = [
  { href: "/datasets", name: "Datasets" },
  { href: "/activity", name: "Activity" },
  { href: "/recipes", name: "Recipes" },
  { href: "/shares", name: "Shares" },
  { href: "/storage", name: "Storage" },
];

export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className={classes.navigation}>
      {PLACES.map(({ href, name }) => (
        <Link key={href} href={href} className={classes.link} aria-current={path.startsWith(href) ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

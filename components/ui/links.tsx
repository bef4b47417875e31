"use client";

import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

interface Target<Path extends string> {
  href: Route<Path>;
  children: ReactNode;
}

/** A page of ours, drawn as a button. */
export function ButtonLink<Path extends string>({ href, ...rest }: ButtonProps & Target<Path>) {
  return <Button component={Link<Path>} href={href} {...rest} />;
}

/** A page of ours in running text, told from it by a line; `underline="hover"` where the link stands alone. */
export function TextLink<Path extends string>({ href, ...rest }: AnchorProps & Target<Path>) {
  return <Anchor component={Link<Path>} href={href} inherit={!rest.size} underline="always" {...rest} />;
}

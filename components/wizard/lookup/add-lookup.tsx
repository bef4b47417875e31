"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { candidatesQuery } from "#lib/convert/lookup/client.ts";
import classes from "../column-card.module.css";
import type { Draft } from "../draft.ts";
import { LookupForm } from "./lookup-form.tsx";

interface AddLookupProps {
  datasetId: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Another column from another file, for datasets that have two. */
export function AddLookup({ datasetId, draft, onChange }: AddLookupProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { data } = useQuery(candidatesQuery(datasetId));
  if (!data || data.all < 2) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <div>
        <Button ref={button} variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Add a column from another file
        </Button>
      </div>
      {isOpen && (
        <fieldset className={classes.card}>
          <legend className={classes.legend}>A column from another file</legend>
          <LookupForm
            datasetId={datasetId}
            draft={draft}
            submit="Add the column"
            onSubmit={(next) => {
              close();
              onChange(next);
            }}
            onChange={onChange}
            onCancel={close}
          />
        </fieldset>
      )}
    </>
  );
}

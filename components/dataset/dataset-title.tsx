import type { ReactNode } from "react";
import { TextLink } from "#components/ui/links.tsx";
import { PageTitle } from "#components/ui/page-title.tsx";

interface DatasetTitleProps {
  title: ReactNode;
  under?: ReactNode;
  actions?: ReactNode;
}

export const DatasetTitle = (props: DatasetTitleProps) => (
  <PageTitle
    over={
      <TextLink href="/datasets" underline="hover">
        Datasets
      </TextLink>
    }
    {...props}
  />
);

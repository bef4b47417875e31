import { ButtonLink } from "#components/ui/links.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";

export default function NotFound() {
  return (
    <StateMessage
      isPage
      title="Nothing is here"
      action={
        <ButtonLink href="/datasets" mt="sm">
          Go to the datasets
        </ButtonLink>
      }
    >
      The address may be mistyped, or what it named has been removed.
    </StateMessage>
  );
}

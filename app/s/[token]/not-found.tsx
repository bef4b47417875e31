import { StateMessage } from "#components/ui/state-message.tsx";

export default function LinkNotFound() {
  return <StateMessage title="Not found">There is nothing at this address.</StateMessage>;
}

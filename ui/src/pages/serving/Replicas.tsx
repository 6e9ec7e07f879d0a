// Replicas: the processes that hold a deployment's weights; how each is, where it listens, why it is not ready.
import type { Replica } from "@/api/types";
import { Quiet } from "@/parts/Empty";
import { Id, Nothing, Status, When } from "@/parts/Small";
import own from "./serving.module.css";

export function ReplicaList({ replicas }: { replicas: readonly Replica[] }) {
  if (replicas.length === 0) return <Quiet>None: it is stopped.</Quiet>;
  return (
    <ul className={own.replicas}>
      {replicas.map((one) => (
        <li key={one.id} className={own.replica}>
          <span>#{one.number}</span>
          <Status status={one.status} />
          {one.address ? <Id id={one.address} full /> : <Nothing why="it does not listen yet" />}
          <When at={one.heartbeat_at} />
          {one.message || one.failures > 0 ? (
            <p>
              {one.message}
              {one.failures > 0 ? ` ${one.failures === 1 ? "It failed once" : `It failed ${one.failures} times`} in a row.` : ""}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
